"""Files of the disposition table: DOCX and PDF in the form of NĐ 30/2020, XLSX, CSV, JSON.

They are documents of a Vietnamese office, so they speak Vietnamese whatever language the page is in.
"""
