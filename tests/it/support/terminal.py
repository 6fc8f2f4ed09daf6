"""Runs a program at a terminal of its own and answers what it asks, in order.

    terminal.py '[["question", "answer"], …]' PROGRAM ARGUMENT…

Prints all that the program shows; ends as it does, or with 99 if a question does not come.
"""

import json
import os
import pty
import select
import sys
import termios
import time

dialogue, command = json.loads(sys.argv[1]), sys.argv[2:]


def listens():
    """Whether the program reads keys: what comes before that may be lost to it, or be shown."""
    return termios.tcgetattr(terminal)[3] & (termios.ICANON | termios.ECHO) != termios.ICANON | termios.ECHO


child, terminal = pty.fork()
if child == 0:
    os.execve(command[0], command, {"TERM": "xterm"})
shown, seen = "", 0
while True:
    readable, _, _ = select.select([terminal], [], [], 60)
    try:
        read = os.read(terminal, 4096) if readable else b""
    except OSError:
        # Linux says so when the program has closed its end.
        read = b""
    if not read:
        break
    shown += read.decode(errors="replace")
    while dialogue and (at := shown.find(dialogue[0][0], seen)) >= 0:
        seen = at + len(dialogue[0][0])
        until = time.monotonic() + 20
        while not listens() and time.monotonic() < until:
            time.sleep(0.001)
        os.write(terminal, dialogue.pop(0)[1].encode())
print(shown)
if dialogue:
    print("never asked:", dialogue[0][0])
    os.kill(child, 9)
    sys.exit(99)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
