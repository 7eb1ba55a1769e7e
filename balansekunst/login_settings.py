"""Settings of logging in: a code by e-mail for everyone (`balansekunst.login`), and a second factor for staff."""

AUTH_USER_MODEL = "balansekunst.User"
AUTHENTICATION_BACKENDS = ["balansekunst.access.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "balansekunst.login.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 15
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "login": "balansekunst.login_limits.AddressForm",
    "confirm_login_code": "balansekunst.login_limits.LoginCodeForm",
}
# By address there is room for 500 people behind two of them in the minutes before a deadline; by account («key»),
# too few guesses to find a code in a year (tests/pages/test_login_limits.py).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "request_login_code": "120/m/ip,1000/h/ip,3/m/key,100/d/key",
    "login_code": "100/d/key",
    "login_failed": "60/m/ip,5/5m/key",
    "second_factor": "20/d/key",
    # The public form to join: look-ups in Enhetsregisteret, and e-mails to an address that nobody has verified.
    "joining_look_up": "20/m/ip,200/h/ip",
    "joining": "10/h/ip,3/d/key",
    # E-mails that a contact sends by giving others access.
    "inviting": "60/h/ip,20/d/key",
    # The public form that books courses, by the e-mail address that is typed.
    "booking": "20/h/ip,10/d/key",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "balansekunst.login.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "balansekunst.login_limits.SecondFactorForm",
    "reauthenticate": "balansekunst.login_limits.SecondFactorAgainForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Balansekunst"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
