"""What a file of commune areas must be, and the sentence for each way it can fall short. Pure."""

from base.rules import RuleBroken

LARGEST = 20 * 1024 * 1024
MOST_AREAS = 2_000
MOST_POINTS = 2_000_000
# Longitudes and latitudes of Vietnam with its islands: Hoàng Sa and Trường Sa lie inside.
WEST, EAST, SOUTH, NORTH = 102.0, 118.0, 6.0, 24.0


class AreasRefused(RuleBroken):
    """The file cannot become a map; nothing was stored."""


class AreasEmpty(AreasRefused):
    sentence = "Tệp trống hoặc chưa được chọn. Xin chọn lại tệp."


class AreasTooLarge(AreasRefused):
    status = 413
    sentence = (
        "Tệp lớn hơn 20 MB. Xin giảm bớt số điểm của đường ranh trong phần mềm bản đồ rồi xuất lại."
    )


class AreasNotGeoJson(AreasRefused):
    sentence = (
        "Tệp này không phải GeoJSON (máy nhận ra: %(kind)s). Xin mở tệp bằng phần mềm bản đồ và xuất "
        "lại GeoJSON với hệ tọa độ EPSG:4326 (WGS 84)."
    )


class AreasUnreadable(AreasRefused):
    sentence = "Không đọc hết được tệp này: tệp hỏng hoặc quá phức tạp. Xin xuất lại tệp rồi gửi."


class NotACollection(AreasRefused):
    sentence = (
        "Tệp không phải danh sách vùng (FeatureCollection). Xin xuất cả lớp xã, phường thành một "
        "tệp GeoJSON."
    )


class TooManyAreas(AreasRefused):
    sentence = (
        "Tệp có %(count)s vùng, nhiều hơn số xã, phường của một tỉnh. Xin chọn lớp xã, phường của "
        "tỉnh rồi xuất lại."
    )


class TooManyPoints(AreasRefused):
    sentence = (
        "Đường ranh trong tệp có quá nhiều điểm. Xin giảm bớt số điểm trong phần mềm bản đồ rồi "
        "xuất lại."
    )


class OtherProjection(AreasRefused):
    sentence = (
        "Tệp ghi hệ tọa độ «%(name)s». Máy chỉ nhận kinh độ, vĩ độ WGS 84. Xin mở tệp bằng phần mềm bản "
        "đồ và xuất lại GeoJSON với hệ tọa độ EPSG:4326 (WGS 84)."
    )


class InMetres(AreasRefused):
    sentence = (
        "Tọa độ trong tệp tính bằng mét (ví dụ %(x)s; %(y)s), thường là VN-2000 hoặc UTM. Xin mở tệp bằng "
        "phần mềm bản đồ và xuất lại GeoJSON với hệ tọa độ EPSG:4326 (WGS 84)."
    )


class AxesSwapped(AreasRefused):
    sentence = (
        "Tọa độ trong tệp ghi vĩ độ trước kinh độ (ví dụ %(x)s; %(y)s). Xin xuất lại GeoJSON với hệ "
        "tọa độ EPSG:4326, kinh độ đứng trước."
    )


class OutsideVietnam(AreasRefused):
    sentence = (
        "Vùng thứ %(number)s có điểm (%(x)s; %(y)s) nằm ngoài Việt Nam. Xin kiểm tra hệ tọa độ và xuất "
        "lại GeoJSON với hệ tọa độ EPSG:4326 (WGS 84)."
    )


class AreaBroken(AreasRefused):
    sentence = (
        "Vùng thứ %(number)s trong tệp không có đường ranh khép kín (cần Polygon hoặc MultiPolygon). "
        "Xin sửa vùng đó rồi xuất lại."
    )


class CodePropertyMissing(AreasRefused):
    sentence = (
        "Không thuộc tính nào trong tệp chứa mã xã, phường năm ký tự của cơ quan thống kê. Các thuộc "
        "tính trong tệp: %(known)s. Xin thêm cột mã vào lớp bản đồ rồi xuất lại."
    )


class NothingMatches(AreasRefused):
    sentence = (
        "Không vùng nào có mã trùng với xã, phường của tỉnh theo thuộc tính «%(name)s». Xin chọn thuộc "
        "tính khác, hoặc kiểm tra có đúng bản đồ của tỉnh này sau sắp xếp không."
    )


REFUSALS = {
    one.__name__: one
    for one in (
        AreasEmpty,
        AreasTooLarge,
        AreasNotGeoJson,
        AreasUnreadable,
        NotACollection,
        TooManyAreas,
        TooManyPoints,
        OtherProjection,
        InMetres,
        AxesSwapped,
        OutsideVietnam,
        AreaBroken,
    )
}


def check_place(x: float, y: float, number: int) -> None:
    """`x` is read as longitude, `y` as latitude, both in degrees; `number` of the area, from 1."""
    if WEST <= x <= EAST and SOUTH <= y <= NORTH:
        return
    shown = {"x": f"{x:.6g}", "y": f"{y:.6g}"}
    if abs(x) > 180 or abs(y) > 180:
        raise InMetres(**shown)
    if WEST <= y <= EAST and SOUTH <= x <= NORTH:
        raise AxesSwapped(**shown)
    raise OutsideVietnam(number=number, **shown)
