"""Words by which names are known: forms of address, offices, family names, and what only looks like a name.

All in lower case with their diacritics: «có» is no «cô».
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FAMILY = _set("ông bà anh chị em cô chú bác cậu dì thím mợ cụ thầy mr ms mrs")
SHORT_ADDRESSES = frozenset({"a", "c", "đc", "bs", "ths", "ts"})
ADDRESSES = frozenset(
    {
        *_FAMILY,
        *SHORT_ADDRESSES,
        "cô giáo",
        "thầy giáo",
        "đồng chí",
        "cán bộ",
        "công chức",
        "viên chức",
        "nhân viên",
        "chuyên viên",
        "bác sĩ",
        "bác sỹ",
        "y sĩ",
        "y tá",
        "điều dưỡng",
        "hộ lý",
        "dược sĩ",
        "chủ tịch",
        "bí thư",
        "giám đốc",
        "hiệu trưởng",
        "hiệu phó",
        "trưởng phòng",
        "trưởng ban",
        "trưởng thôn",
        "trưởng bản",
        "trưởng trạm",
        "tổ trưởng",
        "kế toán",
        "văn thư",
        "địa chính",
        "tư pháp",
        "hộ tịch",
        "công an",
        "bảo vệ",
        "lễ tân",
        "tên là",
        "tên tôi là",
    }
)
# What may stand between a form of address and the name, or behind it without any name.
OFFICES = frozenset(
    {
        *(phrase for phrase in ADDRESSES if " " in phrase),
        "phó chủ tịch",
        "phó giám đốc",
        "phó trưởng phòng",
        "phó bí thư",
        "phó phòng",
        "bộ phận",
        "một cửa",
        "trung tâm",
        "ủy ban",
        "uỷ ban",
        "nhân dân",
        "lãnh đạo",
        "văn phòng",
        "văn hóa",
        "văn hoá",
        "tài chính",
        "đất đai",
        "xây dựng",
        "lao động",
        "nông nghiệp",
        "môi trường",
        "y tế",
        "giáo dục",
        "mặt trận",
        "phụ nữ",
        "thanh niên",
        "tiếp nhận",
        "trả kết quả",
        "hành chính",
        "phụ trách",
    }
)
SURNAMES = _set(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh trịnh mai "
    "lương hà cao tô trương đoàn tạ lâm kiều phùng chu quách thái hứa nghiêm tăng quàng lò lường "
    "cầm hơ thao giàng vàng sùng mùa lầu vi lô hắc ngân bạch khương thiều viên lại lưu mạc đàm "
    "triệu kim tống cù doãn"
)
# Capitalised words that begin no name.
NO_NAMES = _set("ubnd hđnd tthc vneid cccd cmnd bhyt bhxh ttphcc qr tp tx")
PLACES = _set(
    "đường phố xã phường huyện tỉnh thôn bản làng xóm ấp chợ cầu đền chùa núi sông hồ quận trường "
    "thpt thcs viện khu ngõ ngách hẻm chung quảng tp thị kênh đập bến cảng ga"
)
PLACE_PHRASES = frozenset(
    {
        "thành phố",
        "thị xã",
        "thị trấn",
        "quảng trường",
        "tiểu học",
        "mầm non",
        "tổ dân",
        "dân phố",
        "hai bà",
        "đại lộ",
        "quốc lộ",
    }
)
PROVINCES = frozenset(
    {
        "hà nội",
        "hà nam",
        "hà tĩnh",
        "hà giang",
        "hà tiên",
        "cao bằng",
        "hồ chí minh",
        "thái nguyên",
        "thái bình",
        "lâm đồng",
        "lạng sơn",
        "kim bôi",
        "kim sơn",
        "mai châu",
        "dương xá",
        "trần phú",
        "lê lợi",
        "hàm rồng",
        "triệu sơn",
        "ngân hàng",
        "vi phạm",
        "kim ngân",
        "từ liêm",
        "đỗ xe",
        "hồ sơ",
        "lại hẹn",
    }
)
