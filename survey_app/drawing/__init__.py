"""Chromium draws figures for paper."""
