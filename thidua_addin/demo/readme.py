"""What a person who opens the folder of the demonstration reads first."""

from __future__ import annotations

from typing import Final

from thidua_addin.demo import folder

README_TEXT: Final = f"""SỐ LIỆU MẪU – KHÔNG PHẢI SỐ LIỆU THẬT

Thư mục này do lệnh “thidua demo” tạo ra: cả năm thi đua 2021 của Cụm thi đua Sở Nội vụ các tỉnh
Trung du và Miền núi phía Bắc, chạy trên số liệu bịa ra. Mọi con số, văn bản, ngày tháng, thời hạn
đều là mẫu.

{folder.CAMPAIGN}   đợt thi đua 2021 có thêm thời hạn mẫu
{folder.FORMS}/           biểu mẫu trống phát hành cho từng đơn vị
{folder.STAGES[0]}/            biểu các đơn vị đã nhập khi đăng ký
{folder.STAGES[1]}/          biểu đã nhập kỳ 6 tháng
{folder.STAGES[2]}/             biểu đã nhập kỳ năm
{folder.SENT}/            phiếu nộp đã niêm phong, Cụm trưởng nhận được
{folder.RECEIVED}         thời điểm Cụm trưởng nhận từng phiếu
tong-hop-*.xlsx       tệp tổng hợp của Cụm trưởng, mỗi kỳ một tệp
{folder.APPRAISED}
                      tệp tổng hợp năm sau khi Cụm thẩm định, bỏ phiếu, quyết định đề nghị
{folder.DOCUMENTS}/            báo cáo, biên bản, tờ trình, phụ lục, thông báo, công văn nhắc
{folder.NOTICES}/          phiếu thông báo kết quả thẩm định, đề nghị giải trình gửi từng đơn vị
du-lieu-*             bảng số liệu để tính toán thêm

Trong số liệu mẫu có cài sẵn các sai sót thường gặp: Bắc Kạn thiếu một minh chứng và gửi biểu chưa
niêm phong; Tuyên Quang gõ số ở dạng chữ; Hòa Bình nộp báo cáo năm muộn 3 ngày; Bắc Giang nộp hai
lần, lần sau sửa lần trước; Yên Bái không nộp báo cáo năm.

Chạy lại “thidua demo” vào thư mục này chỉ thay các tệp mẫu còn nguyên.
"""
