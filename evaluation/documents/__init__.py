"""Reports of a half-year and a year: their figures, sentences and tables put into an office's document.

They are documents of a Vietnamese office, so they speak Vietnamese whatever language the page is in. A figure
that is not there is said not to be there: «chưa báo cáo», «chưa công bố», «chưa quyết định».
"""
