#!/usr/bin/env python3
"""A real mail server for the tests, on a free port, with the moods of real ones.

    server.py MODE FOLDER

Prints one line of JSON, {"port": 40123, "ca": "…/ca.pem" or null}, once it
listens. Every message taken becomes NUMBER.eml in FOLDER, and its envelope
NUMBER.json. Stops when its standard input closes, so that no test leaves it behind.

Modes, several joined by "+":
    auth      wants the login "studio@example.org" with the password below
    starttls  offers STARTTLS and takes nothing without it
    tls       speaks TLS from the first byte
    refuse    550 to recipients that begin with "nobody", 550 5.7.1 to "policy"
    greylist  451 to each recipient's first try
    busy      451 after the content, the first time
    slow      waits ten seconds before it answers to the content
    pause     waits a second; a file NAME.begun in FOLDER says that it does
    late      takes the message, and waits a second before it says so, as with pause
    mute      takes the connection and says nothing
    close     closes the connection in the middle of the content, the first time
    hangup    closes the connection of whoever asks whether it still answers
    parrot    refuses logins, repeating the password it was given
    sender    refuses the sender
    helo      refuses recipients from who greeted by a name without a dot
    noplain   with auth: does not know AUTH PLAIN, which it offers
    small     with auth: offers its logins in small letters
    old       with auth: offers its logins as AUTH=LOGIN PLAIN
    token     with auth: offers XOAUTH2 only
"""

import asyncio
import json
import logging
import pathlib
import ssl
import sys
import warnings

try:
    import trustme
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError as error:
    sys.exit(f"{error}. Install what the tests need: python3 -m pip install -r tests/requirements.txt")

LOGIN = b"studio@example.org"
PASSWORD = 'p@ss:w/ör d"\\%+=#é€\U0001f511'.encode()


class Moods:
    """What aiosmtpd asks at each step."""

    def __init__(self, modes, folder):
        self.modes, self.folder = modes, folder
        self.seen, self.count, self.stumbled = set(), 0, False

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "sender" in self.modes:
            return "550 5.7.1 Sender not allowed"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "helo" in self.modes and "." not in session.host_name.strip("[]"):
            return f"504 5.5.2 <{session.host_name}>: Helo command rejected: need fully-qualified hostname"
        if "refuse" in self.modes and address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: no such user here"
        if "refuse" in self.modes and address.startswith("policy"):
            return "550 5.7.1 Message refused by policy"
        if "greylist" in self.modes and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if "busy" in self.modes and not self.stumbled:
            self.stumbled = True
            return "451 4.3.0 Temporary failure"
        if "slow" in self.modes:
            await asyncio.sleep(10)
        if "pause" in self.modes:
            (self.folder / f"{self.count + 1:04}.begun").touch()
            await asyncio.sleep(1)
        self.count += 1
        facts = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None or "tls" in self.modes,
            "login": session.auth_data.decode() if session.auth_data else None,
            "hello": session.host_name,
            "peer": session.peer[1],
        }
        (self.folder / f"{self.count:04}.json").write_text(json.dumps(facts))
        # The message is written last: whoever sees it finds the envelope too.
        part = self.folder / f"{self.count:04}.part"
        part.write_bytes(envelope.original_content)
        part.rename(part.with_suffix(".eml"))
        if "late" in self.modes:
            (self.folder / f"{self.count:04}.begun").touch()
            await asyncio.sleep(1)
        return f"250 2.0.0 Ok: queued as {self.count:04}"

    def authenticate(self, server, session, envelope, mechanism, data):
        good = data.login == LOGIN and data.password == PASSWORD
        if "parrot" in self.modes:
            said = data.password.decode()
            return AuthResult(success=False, handled=False, message=f"535 5.7.8 Wrong: {said}")
        return AuthResult(success=good, handled=False, auth_data=data.login)


class Server(SMTP):
    """aiosmtpd's server, able to die in the middle of a message."""

    async def smtp_DATA(self, arg):
        moods = self.event_handler
        if "close" in moods.modes and not moods.stumbled:
            moods.stumbled = True
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def push(self, status):
        # Changes the line that offers the logins.
        modes = self.event_handler.modes
        if isinstance(status, str) and status.startswith("250-AUTH "):
            if "small" in modes:
                status = status.lower()
            elif "old" in modes:
                status = status.replace("AUTH ", "AUTH=", 1)
            elif "token" in modes:
                status = "250-AUTH XOAUTH2"
        await super().push(status)

    async def smtp_AUTH(self, arg):
        if "noplain" in self.event_handler.modes and arg.upper().startswith("PLAIN"):
            await self.push("504 5.5.4 Unrecognized authentication type")
            return
        await super().smtp_AUTH(arg)

    async def smtp_NOOP(self, arg):
        if "hangup" in self.event_handler.modes:
            self.transport.abort()
            return
        await super().smtp_NOOP(arg)


class Mute(asyncio.Protocol):
    """Takes the connection and says nothing."""


def certificate(folder):
    """A certificate for 127.0.0.1 and localhost, and the file of its authority."""
    authority = trustme.CA()
    path = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context, str(path)


async def main():
    # The library warns of logins without TLS, which some tests need.
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    modes, folder = set(sys.argv[1].split("+")), pathlib.Path(sys.argv[2])
    context, ca = certificate(folder) if modes & {"starttls", "tls"} else (None, None)
    moods = Moods(modes, folder)
    login = bool(modes & {"auth", "parrot"})

    def serve():
        if "mute" in modes:
            return Mute()
        return Server(
            moods,
            enable_SMTPUTF8="utf8" in modes,
            tls_context=context if "starttls" in modes else None,
            require_starttls="starttls" in modes,
            authenticator=moods.authenticate if login else None,
            auth_required=login,
            auth_require_tls=False,
            hostname="mail.example.org",
        )

    server = await asyncio.get_running_loop().create_server(
        serve, "127.0.0.1", 0, ssl=context if "tls" in modes else None
    )
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "ca": ca}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
