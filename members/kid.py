"""KID, the number by which a payment finds its invoice: the invoice's number and a check digit (modulus 10)."""

import re

from stdnum import luhn

# The bank's agreement names one length for all of an association's KIDs, of at most 25 digits.
DIGITS_OF_NUMBER = 8
VALID = re.compile(r"[0-9]{2,25}", re.ASCII)


def make(number: int) -> str:
    """Return the KID of the invoice with this number."""
    digits = f"{number:0{DIGITS_OF_NUMBER}}"
    return digits + luhn.calc_check_digit(digits)


def check(kid: str) -> bool:
    """Return whether the text is 2 to 25 digits, the last of which is the right check digit."""
    return VALID.fullmatch(kid) is not None and luhn.is_valid(kid)
