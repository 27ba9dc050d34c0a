"""What Flask-Security may say, in our words; a test holds that nothing of its own is shown."""

from flask_security.core import _default_messages

from base.words import N_

_GENERIC = N_("Chưa thực hiện được. Xin tải lại trang rồi thử lần nữa.")

MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (
        N_(
            "Thư điện tử hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. Sau năm lần sai, "
            "xin chờ 15 phút rồi thử lại, hoặc hỏi người quản trị tài khoản."
        ),
        "error",
    ),
    "UNAUTHENTICATED": (N_("Xin đăng nhập để xem trang này."), "info"),
    "LOGIN": (N_("Xin đăng nhập để xem trang này."), "info"),
    "REAUTHENTICATION_REQUIRED": (
        N_("Để đổi cách đăng nhập, xin xác nhận lại mình là chủ tài khoản."),
        "info",
    ),
    "REFRESH": (N_("Để đổi cách đăng nhập, xin xác nhận lại mình là chủ tài khoản."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Đã xác nhận."), "success"),
    "ANONYMOUS_USER_REQUIRED": (N_("Ông/bà đã đăng nhập rồi."), "info"),
    "PASSWORD_MISMATCH": (N_("Hai lần gõ mật khẩu không giống nhau."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("Hai lần gõ mật khẩu không giống nhau."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Xin gõ mật khẩu."), "error"),
    "INVALID_PASSWORD": (N_("Mật khẩu không đúng."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("Mật khẩu mới phải khác mật khẩu cũ."), "error"),
    "PASSWORD_CHANGE": (N_("Đã đổi mật khẩu."), "success"),
    "EMAIL_NOT_PROVIDED": (N_("Xin gõ thư điện tử."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Thư điện tử không đúng dạng."), "error"),
    "INVALID_REDIRECT": (N_("Địa chỉ chuyển tiếp không thuộc trang này nên đã bỏ qua."), "error"),
    "INVALID_CODE": (N_("Mã không đúng."), "error"),
    "INVALID_RECOVERY_CODE": (N_("Mã dự phòng không đúng hoặc đã dùng."), "error"),
    "NO_RECOVERY_CODES_SETUP": (N_("Chưa có mã dự phòng nào."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (
        N_("Mã không đúng hoặc đã hết hạn. Xin gõ mã đang hiện trên điện thoại."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("Đã đăng nhập."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("Đã cài mã xác thực. Từ nay mỗi lần đăng nhập xin gõ thêm mã trên điện thoại."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Xin đăng nhập lại từ đầu."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (
        N_("Vai trò của ông/bà bắt buộc có mã xác thực nên không tắt được."),
        "error",
    ),
    "TWO_FACTOR_DISABLED": (N_("Đã tắt mã xác thực."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("Đã quá thời gian cài đặt. Xin làm lại từ đầu."), "error"),
    "WEBAUTHN_EXPIRED": (N_("Đã quá thời gian. Xin làm lại từ đầu."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (N_("Xin đặt tên cho khóa truy cập."), "error"),
    "WEBAUTHN_NAME_INUSE": (N_("Đã có khóa truy cập tên «%(name)s». Xin đặt tên khác."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (N_("Không có khóa truy cập tên «%(name)s»."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        N_("Tên khóa truy cập chỉ gồm chữ, số và dấu gạch."),
        "error",
    ),
    "WEBAUTHN_CREDENTIAL_DELETED": (N_("Đã xóa khóa truy cập «%(name)s»."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (
        N_("Đã thêm khóa truy cập «%(name)s». Từ nay có thể đăng nhập bằng khóa này."),
        "success",
    ),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (N_("Khóa truy cập này đã được thêm rồi."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        N_("Không đăng nhập được bằng khóa truy cập này. Xin dùng mật khẩu."),
        "error",
    ),
    "WEBAUTHN_NO_VERIFY": (
        N_("Thiết bị chưa xác nhận được ông/bà. Xin thử lại bằng vân tay, khuôn mặt hoặc mã PIN."),
        "error",
    ),
    "DISABLED_ACCOUNT": (
        N_("Không đăng nhập được bằng khóa truy cập này. Xin dùng mật khẩu."),
        "error",
    ),
}


def message_config() -> dict[str, tuple[str, str]]:
    """Every message of Flask-Security; one that our set-up cannot reach becomes a plain sentence."""
    return {
        f"SECURITY_MSG_{key}": MESSAGES.get(key, (_GENERIC, category))
        for key, (_text, category) in _default_messages.items()
    }
