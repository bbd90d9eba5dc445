"""What is measured: `make bench`. Figures are printed and judged by people, never by a test run."""
