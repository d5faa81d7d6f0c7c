"""Watching Easel: metrics, traces, and what the operator's page shows. Nobody else knows by which library."""
