#!/usr/bin/python3
"""An independent client that only watches: signs in, reports every byte it is sent, says what it is told to say.

First line of input: the sign-in as JSON. Every further line: {"send": xml} or {"close": true}.
Output, one JSON object per line: {"event": "online"|"failed"|"closed", ...} or {"data": text, "at": milliseconds}.
"""
import asyncio
import codecs
import json
import ssl
import sys
import time

import slixmpp


def report(**fact):
    print(json.dumps(fact), flush=True)


class Observer(slixmpp.ClientXMPP):
    def __init__(self, jid, password):
        super().__init__(jid, password)
        self.auto_reconnect = False
        self.auto_authorize = None
        self.auto_subscribe = False
        self.ssl_context.check_hostname = False
        self.ssl_context.verify_mode = ssl.CERT_NONE
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.online = False
        self.add_filter("in", self.keep_silent)
        self.add_event_handler("session_start", self.on_session_start)
        self.add_event_handler("failed_auth", lambda _: report(event="failed", text="not authorized"))
        self.add_event_handler("connection_failed", lambda e: report(event="failed", text=str(e)))
        self.add_event_handler("disconnected", lambda _: self.on_disconnected())

    def data_received(self, data):
        report(data=self.decoder.decode(data), at=time.monotonic() * 1000)
        super().data_received(data)

    def keep_silent(self, stanza):
        """Once online nothing reaches the library's own handlers, so nothing is ever answered by itself."""
        return None if self.online else stanza

    def on_session_start(self, _):
        self.online = True
        report(event="online", jid=self.boundjid.full)

    def on_disconnected(self):
        report(event="closed")
        sys.exit(0)


async def watch():
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    account = json.loads(await lines.readline())
    observer = Observer(account["jid"], account["password"])
    observer.connect((account["host"], account["port"]))
    while line := await lines.readline():
        command = json.loads(line)
        if "send" in command:
            observer.send_raw(command["send"])
        else:
            observer.disconnect()


asyncio.set_event_loop(asyncio.new_event_loop())
asyncio.get_event_loop().run_until_complete(watch())
