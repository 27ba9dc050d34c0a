"""Published figures as files that anyone recomputes from: p, V, df, n and n_eff of every cell."""
