"""Local accounts, and logging in with them."""

from gateway.accounts import schemas
from gateway.http.route import Route

ACCOUNTS = "/v1/accounts"
ACCOUNT = f"{ACCOUNTS}/{{account_id}}"

LOG_IN = Route(
    "POST",
    "/v1/login",
    rpc="gateway.log_in",
    request=schemas.LogIn,
    view=schemas.TokenView,
    refuses=("login_failed", "not_found"),
    summary="Log in by an account of this deployment; not found where it has none.",
)
CHANGE_PASSWORD = Route(
    "POST",
    "/v1/password",
    rpc="gateway.change_password",
    request=schemas.ChangePassword,
    view=None,
    status=204,
    refuses=("login_failed", "password_too_plain", "not_found"),
    summary="Change one's own password; tokens given out before it end.",
)

ROUTES = [
    LOG_IN,
    CHANGE_PASSWORD,
    Route(
        "POST",
        ACCOUNTS,
        rpc="gateway.add_account",
        status=201,
        refuses=("login_taken",),
        summary="Make an account; its password is shown once.",
    ),
    Route(
        "GET",
        ACCOUNTS,
        rpc="gateway.list_accounts",
        summary="List the accounts, newest first.",
    ),
    Route(
        "POST",
        f"{ACCOUNT}/password-reset",
        rpc="gateway.reset_account",
        refuses=("account_not_found",),
        summary="Give an account another password, shown once; its tokens end.",
    ),
    Route(
        "POST",
        f"{ACCOUNT}/suspension",
        rpc="gateway.suspend_account",
        refuses=("account_not_found",),
        summary="Let nobody in by an account until it is resumed.",
    ),
    Route(
        "POST",
        f"{ACCOUNT}/resumption",
        rpc="gateway.resume_account",
        refuses=("account_not_found",),
        summary="Let a suspended account in again.",
    ),
    Route(
        "POST",
        f"{ACCOUNT}/removal",
        rpc="gateway.remove_account",
        refuses=("account_not_found",),
        summary="Forget an account.",
    ),
]
