"""The two commands of the README, in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

START = "from knowhold.cli.main import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


def start(*arguments, **environment):
    # what this test process set for itself is not the installation's
    ours = ("KNOWHOLD", "DJANGO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.Popen(
        [sys.executable, "-c", START, *arguments],
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def read(url: str, process, context: ssl.SSLContext | None = None):
    """Body and headers, as soon as the server answers."""
    for _ in range(600):  # a slow machine is not a failure; a process that ended is
        try:
            with urllib.request.urlopen(url, timeout=20, context=context) as answer:
                return answer.read().decode(), answer.headers
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.5)
    raise AssertionError(f"no answer from {url}")


def test_the_demo_serves_says_its_log_ins_refuses_a_second_and_stops_on_ctrl_c(home):
    port = free_port()
    first = start("demo", "--home", str(home), "--port", port)
    try:
        assert "<h1" in read(f"http://127.0.0.1:{port}/sign-in/", first)[0]
        second = start("demo", "--home", str(home), "--port", port)
        _, said = second.communicate(timeout=60)
        assert second.returncode == 1
        assert f"cannot listen on `127.0.0.1:{port}`" in said
    finally:
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=30)

    assert first.returncode == 0
    assert "Traceback" not in err
    assert f"http://127.0.0.1:{port}/" in out
    assert "lin.yue@qingshan.example" in out


def test_a_real_installation_serves_over_tls_with_every_protection(tmp_path):
    certificate, key = self_signed(tmp_path)
    port = free_port()
    server = start(
        "serve", "--port", port, "--workers", "1",
        "--certificate", str(certificate), "--certificate-key", str(key),
        KNOWHOLD_HOME=str(tmp_path / "home"), KNOWHOLD_SECRET_KEY="only-here-" + "0123456789" * 6,
    )  # fmt: skip
    try:
        trusting = ssl.create_default_context(cafile=str(certificate))
        body, headers = read(f"https://localhost:{port}/sign-in/", server, trusting)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)

    assert "knowhold demo password" not in body
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Set-Cookie"].startswith("__Host-csrf=")
    assert "Secure" in headers["Set-Cookie"]


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"
