// The entry of the renderer: one bridge, one store, one app.
import { mount } from 'svelte'
import App from './App.svelte'
import { chooseBridge } from './bridge.svelte'
import { reportIdle } from './state/idle'
import './app.css'
import './base.css'
import './controls.css'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no #app')
const bridge = chooseBridge(window)
reportIdle(bridge, window)
mount(App, { target, props: { bridge } })
