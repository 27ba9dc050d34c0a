"""Responses as files for the department: what stands in them, how they are written, what they leave out.

A row carries neither the response's id nor its place, week, hour, duration or cluster, so it leads to no
response number and to no moment; rows stand in no order that means anything (see `exports.rows`). Free
words are a file of their own, shuffled by themselves, without the levels of the same response.
"""
