"""Intake over HTTP: accepted means stored, refusals are precise, good lines never go down with bad ones."""
import http.client
import http.server
import json
import os
import threading
import time
import unittest

from house import Case, comment, run, wait_for


class Intake(Case):
    def setUp(self):
        super().setUp()
        self.livvakt = self.service()

    def post(self, body, kind="application/json", **more):
        return self.livvakt.call("POST", "/v1/comments", body, kind, **more)

    def refused(self, body, word, status=422, kind="application/json"):
        got, answer, _ = self.post(body, kind)
        self.assertEqual((got, status), (status, status), answer)
        text = json.dumps(answer, ensure_ascii=False)
        self.assertIn(word, text)
        return answer

    def test_one_array_and_lines(self):
        self.assertEqual(self.post(comment(1))[:2], (202, {"accepted": 1, "rejected": []}))
        self.assertEqual(self.post([comment(2), comment(3)])[1]["accepted"], 2)
        lines = "\n".join(json.dumps(comment(n)) for n in range(4, 104)) + "\n\n"
        self.assertEqual(self.post(lines, "application/x-ndjson")[1]["accepted"], 100)
        totals = self.livvakt.wait_judged(103)
        self.assertEqual((totals["accepted"], totals["judged"]), (103, 103))

    def test_bad_lines_leave_good_ones(self):
        lines = [json.dumps(comment(1)), "{", json.dumps({"id": "x"}), json.dumps({"text": 5}), "[]", json.dumps(comment(2))]
        status, answer, _ = self.post("\n".join(lines), "application/x-ndjson")
        self.assertEqual((status, answer["accepted"]), (202, 2))
        self.assertEqual([r["line"] for r in answer["rejected"]], [2, 3, 4, 5])
        self.assertIn("text must be a string, not a number", answer["rejected"][2]["error"])
        self.assertEqual(self.livvakt.wait_judged(2)["accepted"], 2)

    def test_bad_elements_leave_good_ones(self):
        body = '[{"text":"ett"}, {"text":"två","ts":"yesterday"}, {"text":"a","text":"b"}, {"text":1e999}, {"text":"fem"}]'
        status, answer, _ = self.post(body)
        self.assertEqual((status, answer["accepted"]), (202, 2))
        self.assertEqual([r["line"] for r in answer["rejected"]], [2, 3, 4])
        self.assertIn("ts must be a time", answer["rejected"][0]["error"])
        self.assertIn("twice", answer["rejected"][1]["error"])

    def test_not_utf8(self):
        self.refused(b'{"text":"\xff\xfe"}', "UTF-8")

    def test_nul_escape(self):
        self.refused(b'{"text":"nice\\u0000kill"}', "u0000")

    def test_trailing_bytes(self):
        self.refused(b'{"text":"a"} {"text":"b"}', "after its end")

    def test_deep_nesting(self):
        self.refused(b'{"text":"a","x":' + b"[" * 5000 + b"]" * 5000 + b"}", "nested")

    def test_huge_number(self):
        self.refused(b'{"text":"a","reach":1e400}', "number")
        self.refused(b'{"text":"a","reach":99999999999999999999}', "reach")
        self.refused(b'{"text":"a","id":12345678901234567890}', "id must be a string")

    def test_wrong_types(self):
        for field, value in [("text", 1), ("id", {}), ("brand", []), ("channel", True), ("author", 5), ("ts", []),
                             ("reach", "many"), ("url", 1), ("lang", 1)]:
            with self.subTest(field=field):
                self.refused({"text": "a", field: value}, field)
        self.refused({"text": "a", "author": {"staff": "yes"}}, "author.staff")
        self.refused({"text": "a", "author": {"followers": -1}}, "author.followers")

    def test_duplicate_keys(self):
        self.refused(b'{"text":"nice","text":"kill"}', "twice")

    def test_too_long(self):
        self.refused({"text": "a" * 70000}, "65536")
        self.assertEqual(self.post({"text": "a" * 65536})[0], 202)
        self.refused({"text": "a", "brand": "b" * 300}, "brand")

    def test_empty(self):
        self.refused(b"", "empty")
        self.refused(b"  \n", "empty")
        self.refused({"text": "  "}, "text is missing or empty")
        self.assertEqual(self.post("[]")[:2], (202, {"accepted": 0, "rejected": []}))

    def test_nulls_are_absent(self):
        self.assertEqual(self.post({"text": "a", "id": None, "author": None, "ts": None, "reach": None})[0], 202)

    def test_body_limit(self):
        status, answer, _ = self.post(b" " * (9 << 20))
        self.assertEqual(status, 413)
        self.assertIn("error", answer)

    def test_media_type_method_path(self):
        self.assertEqual(self.post(b"text=a", "application/x-www-form-urlencoded")[0], 415)
        self.assertEqual(self.livvakt.call("GET", "/v1/comments")[0], 405)
        self.assertEqual(self.livvakt.call("GET", "/nothing")[0], 404)

    def test_every_method_gets_our_answer(self):
        status, answer, headers = self.livvakt.call("GET", "/v1/comments")
        self.assertEqual((status, headers["Allow"]), (405, "POST"))
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            with self.subTest(method=method):
                status, answer, headers = self.livvakt.call(method, "/v1/queue")
                self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD, POST"))
                self.assertIn("method", answer["error"])

    def test_head_has_no_body(self):
        """Otherwise a connection that is kept would take it for the next answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.livvakt.port, timeout=10)
        for path, status in (("/healthz", 200), ("/nothing", 404), ("/v1/incidents", 200)):
            for method in ("HEAD", "GET"):
                connection.request(method, path)
                answer = connection.getresponse()
                body = answer.read()
                self.assertEqual((answer.status, bool(body)), (status, method == "GET"))
                self.assertGreater(int(answer.headers["Content-Length"]), 0)
        connection.close()

    def test_addresses(self):
        """A filter that cannot be read is not left out in silence, and what comes back is UTF-8."""
        for path in ("/v1/incidents?limit", "/v1/incidents?limit=5&brand", "/v1/totals?brand=%ff", "/v1/totals?brand=a%00b",
                     "/v1/incidents/%ff", "/v1/incidents/a%00b"):
            with self.subTest(path=path):
                status, answer, _ = self.livvakt.call("GET", path)
                self.assertEqual(status, 422, answer)
                self.assertIn("name=value", answer["error"])
        self.assertEqual(self.livvakt.call("GET", "/v1/totals?brand=Br%C3%B6d+%26%20te")[1]["brand"], "Bröd & te")

    def test_score_of_nothing(self):
        self.assertEqual(self.livvakt.call("POST", "/v1/score", "[]")[:2], (200, []))

    def test_score_stores_nothing(self):
        status, verdict, _ = self.livvakt.call("POST", "/v1/score", {"id": "x", "text": "I will kill you"})
        self.assertEqual((status, verdict["id"], verdict["action"]), (200, "x", "hide"))
        self.assertEqual(self.livvakt.totals()["accepted"], 0)

    def test_health_and_metrics(self):
        self.post(comment(1))
        self.livvakt.wait_judged(1)
        self.assertEqual(self.livvakt.call("GET", "/healthz")[1]["status"], "alive")
        self.assertEqual(self.livvakt.call("GET", "/readyz")[0], 200)
        self.assertIn("livvakt_intake_accepted_total 1", self.livvakt.call("GET", "/metrics")[1])

    def test_send(self):
        path = os.path.join(self.folder, "comments.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for n in range(1234):
                file.write(json.dumps(comment(n)) + "\n")
            file.write('{"id":"no text"}\n')
        status, _, err = run("send", "--to", self.livvakt.url, path)
        self.assertEqual(status, 1, err)
        self.assertIn("line 1235: text is missing", err)
        self.assertIn("1234 accepted, 1 refused", err)
        self.assertEqual(self.livvakt.wait_judged(1234)["accepted"], 1234)

    def test_send_says_where_to_go_on(self):
        class Falling(http.server.BaseHTTPRequestHandler):
            calls = 0

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                Falling.calls += 1
                body = b'{"accepted":500,"rejected":[]}'
                self.send_response(202 if Falling.calls == 1 else 500)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Falling)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        status, _, err = run("send", "-q", "--to", "http://127.0.0.1:%d" % server.server_port, "-", stdin=b'{"text":"hej"}\n' * 700)
        self.assertEqual(status, 3, err)
        self.assertIn("go on with line 501", err)

    def test_send_from_standard_input(self):
        run("send", "--to", self.livvakt.url, "-", stdin=b'{"text":"hej"}\n', check=0)
        self.livvakt.wait_judged(1)


class Token(Case):
    def test_token(self):
        with open(os.path.join(self.folder, "token"), "w", encoding="ascii") as file:
            file.write("let-me-in\n")
        livvakt = self.service("token_file: token\n")
        status, _, headers = livvakt.call("POST", "/v1/comments", comment(1))
        self.assertEqual((status, headers["WWW-Authenticate"]), (401, "Bearer"))
        self.assertEqual(livvakt.call("POST", "/v1/comments", comment(1), headers={"Authorization": "Bearer wrong"})[0], 401)
        right = {"Authorization": "Bearer let-me-in"}
        self.assertEqual(livvakt.call("POST", "/v1/comments", comment(1), headers=right)[0], 202)
        self.assertEqual(livvakt.call("GET", "/healthz")[0], 200)
        wait_for(lambda: livvakt.call("GET", "/v1/totals?brand=default", headers=right)[1]["judged"] == 1, "judging")
        self.assertNotIn("let-me-in", livvakt.text())


class Brands(Case):
    def test_a_brand_that_nobody_named_is_said(self):
        """Once, with the one that was meant; those that were named are not, nor is any where none are."""
        livvakt = self.service("brands:\n  - {name: Malmö}\n")
        lines = "\n".join(json.dumps(comment(n, brand="Malmo" if n % 2 else "Malmö")) for n in range(200))
        self.assertEqual(livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")[1]["accepted"], 200)
        livvakt.wait_log('the brand "Malmo", which the configuration does not name', 'is it "Malmö"?')
        livvakt.wait_judged(100, "Malmo")
        self.assertEqual(livvakt.text().count("which the configuration does not name"), 1)

    def test_mistyped_brands_take_nobodys_place(self):
        """Those that the configuration names are taken, whatever else came; a line that is one too many is refused for good."""
        livvakt = self.service("brands:\n  - {name: Fjordbrus}\n")
        seen = "%d" % (time.time() * 1e6)
        livvakt.redis("ZADD", "lv:{p0}:brands", *[part for n in range(4096) for part in (seen, "typo%d" % n)])
        lines = "\n".join(json.dumps(comment(n, brand=brand)) for n, brand in enumerate(("Fjordbrus", "fresh", "typo7")))
        status, answer, _ = livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")
        self.assertEqual((status, answer["accepted"], [it["line"] for it in answer["rejected"]]), (202, 2, [2]), answer)
        self.assertIn("4096 brands", answer["rejected"][0]["error"])
        status, answer, _ = livvakt.call("POST", "/v1/comments", comment(1, brand="fresh"))
        self.assertEqual((status, answer["accepted"], len(answer["rejected"])), (422, 0, 1))
        self.assertIn("4096 brands", answer["error"])
        status, _, err = run("send", "--to", livvakt.url, "-", stdin=json.dumps(comment(1, brand="fresh")).encode())
        self.assertEqual(status, 1, err)
        self.assertIn("livvakt_intake_brands_refused_total 3", livvakt.call("GET", "/metrics")[1])
        self.assertEqual(livvakt.text().count("their brands are new"), 1)


if __name__ == "__main__":
    unittest.main()
