"""Documents of a Vietnamese office after NĐ 30/2020: one model, written as DOCX and set as PDF.

`form` holds the sizes (legal settings give them), `heading` who issues, `blocks` what is said, `docx` and
`pdf` the two files of the same content, `charts` the pictures. They speak Vietnamese whatever language the
page is in, because the document does.
"""
