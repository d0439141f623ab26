# Reads questions from standard input, puts each to DuckDB over the rows of a CSV file, and prints answers and times.
import duckdb, json, sys, time

threads, csv = sys.argv[1:3]
db = duckdb.connect(config={"threads": 2})
# Standard output is for the answers.
db.execute("set enable_progress_bar = false")
db.execute(f"create table line_version as select * from read_csv('{csv}', header = true)")
db.execute(f"set threads = {threads}")
answers = []
for text in json.load(sys.stdin):
    begun = time.perf_counter()
    rows = db.execute(text).fetchall()
    answers.append({"ms": (time.perf_counter() - begun) * 1000, "rows": rows})
print(json.dumps(answers))
