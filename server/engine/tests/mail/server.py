"""A mail server (aiosmtpd): keeps what it gets as JSON, a line each. server.py PORT plain|starttls|tls FOLDER

With TLS it wants rita's colleague "motore" to sign in with the password "open sesame". Whoever is called "refused" is not
known here. It ends when its standard input does."""
import email, json, pathlib, ssl, sys
from email.policy import default
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, mode, folder = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=default)
        part = lambda kind: mail.get_body((kind,)).get_content().replace("\r\n", "\n")
        kept = {
            "to": envelope.rcpt_tos, "from": envelope.mail_from, "header_to": mail["To"], "subject": mail["Subject"],
            "id": mail["Message-ID"], "settings": mail["List-Unsubscribe"], "text": part("plain"), "html": part("html"),
            "tls": session.ssl is not None or mode == "tls", "signed_in": session.authenticated,
        }
        with open(folder / "mails", "a") as file:
            file.write(json.dumps(kept) + "\n")
        return "250 OK"


def sign_in(server, session, envelope, mechanism, data):
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"motore", b"open sesame")
    return AuthResult(success=known)


options = {}
if mode != "plain":
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    options = {"authenticator": sign_in, "auth_required": True, "auth_require_tls": mode == "starttls"}
    options |= {"tls_context": context, "require_starttls": True} if mode == "starttls" else {"ssl_context": context}
controller = Controller(Keeper(), hostname="127.0.0.1", port=port, **options)
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
