"""Periodic reports: counted in one pass, drafted, issued once and kept, corrected by a new one."""
