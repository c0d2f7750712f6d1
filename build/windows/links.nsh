; Links of the schemes xmpp: and im: open in Casper; when it is removed, those that still lead to it are taken back.
!macro openWithCasper SCHEME
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}" "" "URL:${SCHEME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro forgetCasper SCHEME
  ReadRegStr $0 SHELL_CONTEXT "Software\Classes\${SCHEME}\shell\open\command" ""
  ${if} $0 == '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
    DeleteRegKey SHELL_CONTEXT "Software\Classes\${SCHEME}"
  ${endIf}
!macroend

!macro customInstall
  !insertmacro openWithCasper "xmpp"
  !insertmacro openWithCasper "im"
!macroend

!macro customUnInstall
  !insertmacro forgetCasper "xmpp"
  !insertmacro forgetCasper "im"
!macroend
