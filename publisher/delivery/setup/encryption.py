"""MTA-STS and TLS-RPT (RFC 8461, 8460): asked of public bodies for mail that comes to them."""

from publisher.delivery.setup.asking import Ask
from publisher.delivery.setup.remark import Remark, good, note


def encryption(ask: Ask, domain: str) -> list[Remark]:
    """Whether both are announced for `domain`. Raises NoAnswer."""
    strict = any(text.startswith("v=STSv1") for text in ask(f"_mta-sts.{domain}", "TXT"))
    told = any(text.startswith("v=TLSRPTv1") for text in ask(f"_smtp._tls.{domain}", "TXT"))
    return [
        good("MTA-STS", f"{domain} insists on encryption for mail that comes to it")
        if strict
        else note(
            "MTA-STS",
            f"{domain} does not insist on encryption for mail to it",
            "ask whoever runs its mail server",
        ),
        good("TLS-RPT", f"{domain} is told when encryption failed")
        if told
        else note(
            "TLS-RPT",
            f"{domain} is not told when encryption failed",
            f"publish a TXT record at _smtp._tls.{domain}: v=TLSRPTv1; rua=mailto:tls@{domain}",
        ),
    ]
