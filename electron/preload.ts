// The sandboxed bridge: request() and onEvent(), nothing else.
import { contextBridge, ipcRenderer } from 'electron'
import { createPreloadApi } from './desktop/preload-api'

contextBridge.exposeInMainWorld('casper', createPreloadApi(ipcRenderer))
