"""Tables for people, on stdout."""


def show(title, columns, rows):
    rows = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in [columns, *rows]) for index in range(len(columns))]
    print(f"\n{title}")
    for row in [columns, ["-" * width for width in widths], *rows]:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip(), flush=True)


def _text(cell):
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


class Promises:
    """What is promised and what came of it; `end` fails the benchmark when a promise is broken."""

    def __init__(self):
        self.rows = []

    def at_most(self, what, value, limit):
        self.rows.append([what, value, f"≤ {limit}", "kept" if value <= limit else "BROKEN"])

    def at_least(self, what, value, limit):
        self.rows.append([what, value, f"≥ {limit}", "kept" if value >= limit else "BROKEN"])

    def end(self):
        show("promises", ["", "measured", "promised", ""], self.rows)
        raise SystemExit(any(row[-1] == "BROKEN" for row in self.rows))
