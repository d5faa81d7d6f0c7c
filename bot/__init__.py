"""The running process: command line, settings, wiring, dispatch, durable jobs, platforms, web."""
