"""A real Postfix of our own on loopback: own configuration, own queue, TLS, AUTH, and real reports coming back.

Everything for example.org, example.com and westmere.example.org lands in one Maildir. refused.example.com is
routed to a port the caller names, so that Postfix itself writes the report when that server says no; mail for
returns.example.org goes by LMTP to another.
Needs root, as Postfix's master does.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from pathlib import Path
from tempfile import mkdtemp

import trustme

from benchmarks.ports import free_port

USER, PASSWORD = "publisher", "correct horse battery staple"
PATIENCE = 20.0

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
maillog_file_prefixes = {home}
maillog_file = {home}/mail.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.westmere.example.org
mydestination =
alias_maps =
recipient_delimiter = +
virtual_mailbox_domains = example.org, example.com, board.example.org, westmere.example.org
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
relay_domains = returns.example.org
transport_maps = inline:{{ {{ refused.example.com = smtp:[127.0.0.1]:{refusing} }},
  {{ returns.example.org = lmtp:inet:127.0.0.1:{lmtp} }} }}
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_tls_cert_file = {home}/cert.pem
smtpd_tls_key_file = {home}/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {home}/auth/sasl
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
minimal_backoff_time = 1s
queue_run_delay = 1s
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

DOVECOT = """\
base_dir = {home}/dovecot
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
mail_location = maildir:{home}/mail/all
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
service auth {{
  unix_listener {home}/auth/sasl {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class MailServer:
    """A running Postfix with Dovecot behind it."""

    home: Path
    port: int
    imap_port: int

    @property
    def maildir(self) -> Path:
        return self.home / "mail" / "all"

    @property
    def authority(self) -> Path:
        """The certificate that vouches for the server's own."""
        return self.home / "authority.pem"

    def mails(self, at_least: int = 0, patience: float = PATIENCE) -> list[Message]:
        """As `letters`, read."""
        return [message_from_bytes(raw, policy=compat32) for raw in self.letters(at_least, patience)]

    def letters(self, at_least: int = 0, patience: float = PATIENCE) -> list[bytes]:
        """What has been delivered, oldest first; waits until there are `at_least` so many."""
        deadline = time.monotonic() + patience
        while True:
            places = [self.maildir / "new", self.maildir / "cur"]
            found = [path for place in places if place.exists() for path in place.iterdir()]
            found.sort(key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= at_least or time.monotonic() > deadline:
                return [path.read_bytes() for path in found]
            time.sleep(0.05)

    @property
    def idle(self) -> bool:
        """Whether nothing waits in its queue."""
        queues = (self.home / "queue" / name for name in ("maildrop", "incoming", "active", "deferred"))
        return not any(path.is_file() for queue in queues for path in queue.rglob("*"))

    def log(self) -> str:
        path = self.home / "mail.log"
        return path.read_text() if path.exists() else ""


@contextmanager
def mail_server(refusing: int = 9, lmtp: int = 9) -> Iterator[MailServer]:
    """Start one, stop it afterwards. refusing, lmtp: ports for refused.example.com, returns.example.org."""
    home = Path(mkdtemp(prefix="postfix-"))
    home.chmod(0o755)
    server = MailServer(home, free_port(), free_port())
    _write(server, refusing, lmtp)
    postfix = ["postfix", "-c", str(home / "etc")]
    dovecot = ["dovecot", "-c", str(home / "dovecot.conf")]
    _run(dovecot)
    try:
        _run([*postfix, "start"])
        try:
            _wait_for(server.port)
            _wait_for(server.imap_port)
            yield server
        finally:
            _run([*postfix, "stop"])
    finally:
        _run([*dovecot, "stop"])
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str]) -> None:
    # Both daemons keep the descriptors they are started with: a pipe would never end.
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdin=quiet, stdout=quiet, stderr=quiet, timeout=PATIENCE)


def _write(server: MailServer, refusing: int, lmtp: int) -> None:
    home, owner = server.home, pwd.getpwnam("postfix")
    for name in ("etc", "queue", "data", "mail", "auth", "dovecot"):
        (home / name).mkdir()
    os.chown(home / "data", owner.pw_uid, owner.pw_gid)
    os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "authority.pem")
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(home / "key.pem")
    for place, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(home / "cert.pem", append=place > 0)
    names = {"home": home, "uid": owner.pw_uid, "gid": owner.pw_gid, "refusing": refusing, "lmtp": lmtp}
    (home / "etc" / "main.cf").write_text(MAIN.format(**names))
    (home / "etc" / "master.cf").write_text(MASTER.format(port=server.port))
    (home / "dovecot.conf").write_text(DOVECOT.format(imap=server.imap_port, **names))
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
