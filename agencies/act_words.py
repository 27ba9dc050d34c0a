"""What each act of the audit trail is called in a sentence; a test holds that every act has one.

`record_act("round.open", …)` anywhere in the code needs an entry here. The sentence follows the
person's name: «Lê Thị Hoa – mở đợt khảo sát».
"""

from base.words import N_

ACT_WORDS: dict[str, str] = {
    "access.refused": N_("bị từ chối vì không có quyền"),
    "account.activate": N_("mở lại tài khoản"),
    "account.change": N_("sửa thông tin tài khoản"),
    "account.create": N_("tạo tài khoản"),
    "account.deactivate": N_("ngừng tài khoản"),
    "account.import": N_("nhập danh sách cán bộ"),
    "account.invite": N_("tạo liên kết đặt mật khẩu"),
    "account.language": N_("chọn ngôn ngữ làm việc"),
    "account.unlock": N_("mở khóa tài khoản"),
    "agency.add": N_("thêm cơ quan"),
    "agency.change": N_("sửa cơ quan"),
    "case.confirm": N_("đồng ý với đề nghị xử lý vụ việc"),
    "case.open": N_("mở vụ việc"),
    "case.propose": N_("đề nghị cách xử lý vụ việc"),
    "case.refuse": N_("không đồng ý với đề nghị xử lý vụ việc"),
    "draft.create": N_("đưa dự thảo lên để lấy ý kiến"),
    "draft.rename": N_("đổi tên dự thảo"),
    "draft_version.discard": N_("bỏ một bản dự thảo đang soát"),
    "draft_version.edit": N_("sửa cách chia điều khoản của dự thảo"),
    "draft_version.freeze": N_("chốt một bản dự thảo"),
    "draft_version.upload": N_("đưa một bản dự thảo lên"),
    "comment.ask_erasure": N_("đề nghị xóa chữ của một ý kiến theo luật"),
    "comment.enter": N_("nhập ý kiến thay người dân"),
    "comment.erase": N_("xóa chữ của một ý kiến theo luật"),
    "comment.hide": N_("ẩn một ý kiến"),
    "comment.propose_hiding": N_("đề nghị ẩn một ý kiến"),
    "comment.read_hidden": N_("đọc bản gốc của ý kiến bị ẩn"),
    "comment.show": N_("cho hiện một ý kiến"),
    "grant.approve": N_("duyệt vai trò do người khác đề nghị"),
    "grant.give": N_("cấp vai trò"),
    "grant.propose": N_("đề nghị cấp vai trò"),
    "grant.refuse": N_("từ chối đề nghị cấp vai trò"),
    "grant.revoke": N_("thu hồi vai trò"),
    "grant.setup": N_("được cấp vai trò khi thiết lập"),
    "invitation.accept": N_("đặt mật khẩu qua liên kết"),
    "job.stop": N_("dừng một việc chạy nền"),
    "legal.load": N_("nạp các quy định và ngày nghỉ"),
    "passkey.add": N_("thêm khóa truy cập"),
    "passkey.remove": N_("xóa khóa truy cập"),
    "password.change": N_("đổi mật khẩu"),
    "place.create": N_("thêm nơi đặt mã QR"),
    "place.move": N_("chuyển nơi đặt mã QR"),
    "place.preview": N_("quét thử mã QR"),
    "place.put_in_use": N_("đưa nơi đặt mã QR vào dùng"),
    "place.rename": N_("đổi tên nơi đặt mã QR"),
    "place.withdraw": N_("thu hồi nơi đặt mã QR"),
    "posters.order": N_("đặt in áp phích"),
    "province.setup": N_("thiết lập hệ thống cho tỉnh"),
    "provision_link.change": N_("chọn lại nguồn của một điều khoản"),
    "provision_link.confirm": N_("xác nhận thay đổi giữa hai bản dự thảo"),
    "questionnaire.create": N_("tạo bộ câu hỏi"),
    "questionnaire_version.publish": N_("ban hành bộ câu hỏi"),
    "questionnaire_version.retire": N_("ngừng dùng bộ câu hỏi"),
    "questionnaire_version.save": N_("lưu bản thảo bộ câu hỏi"),
    "questionnaire_version.start": N_("bắt đầu bản mới của bộ câu hỏi"),
    "questionnaire_version.translate": N_("thêm bản dịch bộ câu hỏi"),
    "recovery.approve": N_("đồng ý khôi phục tài khoản"),
    "recovery.propose": N_("đề nghị khôi phục tài khoản"),
    "register.import": N_("nhập danh mục cơ quan từ tệp"),
    "register.load": N_("nạp danh mục cơ quan"),
    "responses.export": N_("xuất phiếu ra tệp"),
    "responses.import": N_("nhập phiếu của khảo sát trước"),
    "round.archived": N_("lưu trữ đợt khảo sát"),
    "round.change": N_("sửa đợt khảo sát"),
    "round.closed": N_("đợt khảo sát hết hạn nhận phiếu"),
    "round.extend": N_("gia hạn đợt khảo sát"),
    "round.open": N_("đợt khảo sát mở"),
    "round.plan": N_("lập đợt khảo sát"),
    "round.publish": N_("công bố chỉ số của kỳ"),
    "round.published": N_("công bố kết quả đợt khảo sát"),
    "round.set_periods": N_("chia kỳ công bố"),
    "round.set_places": N_("chọn nơi đặt mã QR cho đợt"),
    "round.set_targets": N_("đặt chỉ tiêu phiếu"),
    "round.sign": N_("ký chỉ số của kỳ"),
    "round.signed": N_("ký kết quả đợt khảo sát"),
    "round.under_review": N_("đưa đợt khảo sát vào xác minh"),
    "rule.refused": N_("bị từ chối theo quy tắc kiểm soát"),
    "signin.done": N_("đăng nhập"),
    "signin.fail": N_("đăng nhập không thành công"),
    "signin.lock": N_("bị tạm khóa vì gõ sai năm lần"),
    "signin.out": N_("đăng xuất"),
    "snapshot.compute": N_("tính bảng chỉ số"),
    "snapshot.publish": N_("công bố bảng chỉ số"),
    "snapshot.sign": N_("ký bảng chỉ số"),
    "totp.remove": N_("tắt mã xác thực"),
    "totp.set": N_("cài mã xác thực"),
}

# What single values in the details are called.
VALUE_WORDS: dict[str, dict[str, str]] = {
    "factor": {
        "password": N_("mật khẩu"),
        "second_factor": N_("mật khẩu và mã xác thực"),
        "passkey": N_("khóa truy cập"),
    },
    "state": {
        "archived": N_("đã lưu trữ"),
        "closed": N_("đã đóng"),
        "computed": N_("đã tính"),
        "draft": N_("bản thảo"),
        "in_use": N_("đang dùng"),
        "open": N_("đang mở"),
        "planned": N_("đã lập"),
        "published": N_("đã công bố"),
        "retired": N_("thôi dùng"),
        "signed": N_("đã ký"),
        "superseded": N_("đã có bản đính chính"),
        "under_review": N_("đang xác minh"),
        "withdrawn": N_("đã thu hồi"),
    },
}


def value_words(key: str, value: str) -> str | None:
    """The Vietnamese msgid of a value, where one is kept."""
    return VALUE_WORDS.get(key, {}).get(value)


def act_words(act: str) -> str:
    """The Vietnamese msgid; an act of an older version keeps its own name."""
    return ACT_WORDS.get(act, act)
