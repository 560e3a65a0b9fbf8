#!/usr/bin/env python3
"""Returns on a cluster: Spark pipes them through `dupaudit facts -`, partition by partition, sums with SQL, and hands the
facts to `dupaudit audit --facts`, which is the only step that sees all of them.

    fan_out.py RETURNS OUT [--dupaudit PATH] [--partitions N]

RETURNS is a folder of YAML files, OUT a folder to make: OUT/facts has the lines of facts, OUT/report.json the report.
Needs `pip install pyspark` and a JDK 17; on a cluster, the binary on every node.
"""
import argparse
import pathlib
import subprocess

from pyspark.sql import SparkSession

SUMS = """
    SELECT cost.function, count(DISTINCT cost.organisation) AS organisations, sum(cost.amount_pence) AS pence
    FROM (SELECT explode(tables.costs) AS cost FROM facts)
    WHERE cost.category IN ('administrative', 'managerial')
    GROUP BY cost.function ORDER BY pence DESC, cost.function
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("returns")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--dupaudit", default="dupaudit")
    parser.add_argument("--partitions", type=int, default=4)
    arguments = parser.parse_args()

    spark = (SparkSession.builder.master("local[2]").appName("dupaudit").config("spark.ui.enabled", "false")
             .config("spark.sql.shuffle.partitions", 4).getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    files = spark.sparkContext.wholeTextFiles(f"{arguments.returns}/**/*.yaml,{arguments.returns}/*.yaml",
                                              arguments.partitions)
    # One file is one element; each begins a document of its own. A partition ends in a line that says how many there were.
    documents = files.values().map(lambda text: "---\n" + text)
    # A partition without returns ends with 3. What a partition rejects is in its lines, for the audit to say.
    command = f"{arguments.dupaudit} facts - --quiet --allow-incomplete --fail-on never || [ $? -eq 3 ]"
    lines = documents.repartition(arguments.partitions).pipe(f"sh -c '{command}'", checkCode=True)
    lines.saveAsTextFile(str(arguments.out / "facts"))

    spark.read.json(str(arguments.out / "facts")).createOrReplaceTempView("facts")
    write(spark.sql(SUMS).collect(), arguments.out)
    spark.stop()

    subprocess.run([arguments.dupaudit, "audit", "--facts", arguments.out / "facts", "--format", "json",
                    "--fail-on", "never", "--allow-incomplete", "-o", f"json={arguments.out / 'report.json'}"],
                   check=True, stdout=subprocess.DEVNULL)


def write(rows, out):
    """What administrative and managerial work costs, by function."""
    with open(out / "sums.csv", "w", encoding="utf-8") as file:
        file.write("function,organisations,pence\n")
        for row in rows:
            file.write(f"{row.function},{row.organisations},{row.pence}\n")


if __name__ == "__main__":
    main()
