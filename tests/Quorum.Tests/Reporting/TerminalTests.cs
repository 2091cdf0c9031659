using System.Text.RegularExpressions;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Tests.Smoke;

namespace Quorum.Tests.Reporting;

public sealed class TerminalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-artifacts-").FullName;
    private readonly StringWriter _output = new();

    [Theory]
    [InlineData(null, Terminal.RedirectedWidth)]
    [InlineData("60", 60)]
    [InlineData("7", Terminal.RedirectedWidth)]
    [InlineData("wide", Terminal.RedirectedWidth)]
    public void Table_Redirected_HasNoEscapeCodesAndFitsTheWidth(string? columns, int width)
    {
        SummaryTable.Write(Terminal.Create(_output, redirected: true, name => name == "COLUMNS" ? columns : null), SampleReport.Of(failed: true).Stages);
        var text = _output.ToString();
        Assert.DoesNotContain('\e', text);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= width, line));
        Assert.Contains("RollService", text);
        Assert.Contains("→ ./build.sh Rollback", text);
    }

    [Fact]
    public void Table_NoColorGiven_HasNoEscapeCodes()
    {
        SummaryTable.Write(Terminal.Create(_output, redirected: false, name => name == "NO_COLOR" ? "1" : null), SampleReport.Of().Stages);
        Assert.DoesNotContain('\e', _output.ToString());
    }

    [Fact]
    public void Table_FactsThatLookLikeMarkup_ArePrintedAsTheyAre()
    {
        SummaryTable.Write(Terminal.Create(_output, redirected: true, _ => null), [StageOutcome.Changed("X", "[red]x[/] [", ("tag", "logs[0]"))]);
        Assert.Contains("[red]x[/] [", _output.ToString());
        Assert.Contains("tag: logs[0]", _output.ToString());
    }

    [Fact]
    public void Status_OnAScreen_HasEverySlotAndWhatIsWrong()
    {
        StatusView.Write(Terminal.Create(_output, redirected: true, name => name == "COLUMNS" ? "160" : null), SampleReport.Of().After!);
        var text = _output.ToString();
        foreach (var part in new[] { "quorum-local  green  master es-b1", "us-east-1a", "es-c2", "all (votes)", "sha256:0123456789ab", "41 %", "deployment under way: es-c2 → quorum-local-es-c2:5", "left over: persistent cluster.routing.allocation.enable = primaries", "last roll: completed 2026-11-23" })
            Assert.Contains(part, text);
    }

    [Fact]
    public void Status_OnAnOldTerminal_FitsInto80ColumnsWithEverySlotsValues()
    {
        StatusView.Write(Terminal.Create(_output, redirected: true, name => name == "COLUMNS" ? "80" : null), SampleReport.Of().After!);
        var lines = _output.ToString().Split('\n');
        var rows = lines.Where(line => line.Contains(" es-", StringComparison.Ordinal) && line.Contains('%', StringComparison.Ordinal)).ToArray();
        Assert.All(rows, row => Assert.InRange(row.TrimEnd().Length, 1, 80));
        Assert.Equal(SampleReport.Of().After!.Zones.Sum(zone => zone.Slots.Count), rows.Length);
        Assert.Contains("01234567", rows[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Status_AsJson_HasTheValuesUnderTheirNames()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(StatusView.Json(SampleReport.Of().After!))!;
        Assert.Equal("green", json["health"]!.ToString());
        Assert.Equal("es-a1", json["zones"]![0]!["slots"]![0]!["name"]!.ToString());
        Assert.NotNull(json["zones"]![0]!["slots"]![0]!["heapUsedPercent"]);
    }

    [Fact]
    public async Task Status_WatchedWithoutATerminal_IsWrittenOnce()
    {
        var reads = 0;
        await StatusView.WatchAsync(Terminal.Create(_output, redirected: true, _ => null), () => { reads++; return Task.FromResult(SampleReport.Of().After!); }, TimeSpan.FromSeconds(2), new ManualClock(), default);
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Progress_Redirected_PrintsALinePerChangeAndSparselyInBetween()
    {
        var clock = new ManualClock();
        await LiveProgress.RunAsync(Terminal.Create(_output, redirected: true, _ => null), clock, async progress =>
        {
            for (var i = 0; i <= 100; i++)
            {
                progress.Report(new("layer 1", "pushing", i / 100.0));
                await clock.Delay(TimeSpan.FromSeconds(0.5), default);
            }
            progress.Report(new("layer 1", "pushed", null, "[12 MB]"));
            return 0;
        });
        // 50 s of pushing: at 0, 15, 30, 45 s, and the change.
        Assert.Equal(["12:00:00 layer 1: pushing 0 %", "12:00:15 layer 1: pushing 30 %", "12:00:30 layer 1: pushing 60 %", "12:00:45 layer 1: pushing 90 %", "12:00:50 layer 1: pushed ([12 MB])"],
            _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Progress_OnATerminal_EndsWithTheLastStateOfEachItem()
    {
        var result = await LiveProgress.RunAsync(Screen(height: 24), new ManualClock(), progress =>
        {
            progress.Report(new("es-a1", "stopping"));
            progress.Report(new("es-b1", "joining", 0.5));
            progress.Report(new("es-a1", "green [ok]"));
            return Task.FromResult(7);
        });
        Assert.Equal(7, result);
        Assert.Contains("green [ok]", _output.ToString());
        Assert.Matches("joining .{12} 50 %", _output.ToString());
    }

    // Drawn in place, each row is one line: a row that wraps moves all others at each drawing. What stays is complete.
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void Row_OfALongText_IsOneLineOfTheScreen(int width)
    {
        var now = Healthy.Now;
        var long_ = new ProgressItem(new StageProgress("es-a2, es-b2, es-c2", "waiting for es-a2 to be STOPPED (SIGTERM, then 4 min)", 0.17, "taken on as arn:aws:sts::000000000000:assumed-role/quorum-local-us-east-1-execution/quorum-verify\n  and more"), now, now);
        Assert.All((bool[])[true, false], unicode =>
        {
            var screen = Screen(new Screenful(_output) { Height = 24, Width = width });
            _output.GetStringBuilder().Clear();
            screen.Write(long_.Row(Math.Min(width / 3, 19), width, unicode, now.AddSeconds(75)));
            var line = Assert.Single(_output.ToString().TrimEnd('\n').Split('\n'));
            Assert.True(line.Length < width, $"{line.Length}: {line}");
            Assert.EndsWith("  1 m 15 s", line);
            Assert.StartsWith("es-a2", line);
        });
    }

    [Fact]
    public async Task Progress_OfMoreThanTheScreenHolds_LeavesAllOfItInFull()
    {
        const string Long = "not visible on es-a1: it listens on loopback only, where Elasticsearch does not check it, whatever the machine says of it";
        await LiveProgress.RunAsync(Screen(height: 10), new ManualClock(), progress =>
        {
            for (var i = 0; i < 30; i++) progress.Report(new($"check-{i}", i == 0 ? "skip" : "pass", null, i == 0 ? Long : ""));
            return Task.FromResult(0);
        });
        var left = Left();
        Assert.All(Enumerable.Range(0, 30), i => Assert.Equal(1, Regex.Count(left, $@"\bcheck-{i} ")));
        Assert.Contains("whatever the machine says of it", Regex.Replace(left, @"\s+", " "));
    }

    [Fact]
    public async Task Progress_OfWorkThatFails_StaysOnTheScreen()
    {
        await Assert.ThrowsAsync<StageException>(() => LiveProgress.RunAsync<int>(Screen(height: 24), new ManualClock(), progress =>
        {
            progress.Report(new("es-a1", "joining"));
            throw new StageException("x", "y");
        }));
        Assert.Matches(@"^\s*es-a1 +joining\s*$", Left());
    }

    [Fact]
    public async Task Progress_OfASlotThatIsBack_ShowsNoTimeLeft()
    {
        await LiveProgress.RunAsync(Screen(height: 24), new ManualClock(), progress =>
        {
            progress.Report(new("es-a1", "waiting for es-a1 to join", 0.17) { Left = "about 40 s left" });
            Assert.Contains("es-a1  waiting for es-a1 to join 17 %  about 40 s left", _output.ToString());
            _output.GetStringBuilder().Clear();
            progress.Report(new("es-b1", "waiting for es-b1 to join", 0.33) { Left = "about 30 s left" });
            return Task.FromResult(0);
        });
        Assert.DoesNotContain("40 s", _output.ToString());
        Assert.Contains("33 %  about 30 s left", _output.ToString());
        Assert.DoesNotContain(" s left", Left());
    }

    // After what was drawn in place has been cleared.
    private string Left() => Regex.Split(_output.ToString(), @"\x1b\[[0-9;?]*[A-Za-z]")[^1];

    [Fact]
    public async Task Progress_TextOfSeveralLines_IsOneLineOfALog()
    {
        var step = $"LABEL org.opencontainers.image.title=\"Quorum Elasticsearch\"       \n   org.opencontainers.image.description=\"{new string('x', 200)}\"";
        await LiveProgress.RunAsync(Terminal.Create(_output, redirected: true, _ => null), new ManualClock(), progress =>
        {
            progress.Report(new("step 4/16", step, 0.19));
            progress.Report(new("step 4/16", "done", 0.25, step));
            return Task.FromResult(0);
        });
        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("title=\"Quorum Elasticsearch\" org.opencontainers", line));
    }

    // TERM=dumb has no height, which is reported as -1; somebody may have made the window one line high. Either took the whole run down.
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Progress_OnATerminalWithoutRoom_PrintsLines(int height)
    {
        await LiveProgress.RunAsync(Screen(height), new ManualClock(), progress =>
        {
            foreach (var slot in (string[])["es-a1", "es-a2", "es-b1", "es-b2"]) progress.Report(new(slot, "stopping"));
            return Task.FromResult(0);
        });
        Assert.Equal(4, _output.ToString().Split('\n').Count(line => line.EndsWith(": stopping", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Progress_WindowMadeSmallMeanwhile_GoesOnAndEndsWithTheWork()
    {
        var screen = new Screenful(_output) { Height = 24 };
        var result = await LiveProgress.RunAsync(Screen(screen), new ManualClock(), progress =>
        {
            for (var i = 0; i < 20; i++)
            {
                if (i == 10) screen.Height = 1;
                progress.Report(new($"layer {i}", "pushing", i / 20.0));
            }
            return Task.FromResult(7);
        });
        Assert.Equal(7, result);
    }

    private Spectre.Console.IAnsiConsole Screen(int height) => Screen(new Screenful(_output) { Height = height });

    private static Spectre.Console.IAnsiConsole Screen(Screenful output) => Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings
    {
        Out = output, Ansi = Spectre.Console.AnsiSupport.Yes, Interactive = Spectre.Console.InteractionSupport.Yes, ColorSystem = Spectre.Console.ColorSystemSupport.NoColors,
    });

    private sealed class Screenful(TextWriter writer) : Spectre.Console.IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;
        public bool IsTerminal => true;
        public int Width { get; init; } = 100;
        public int Height { get; set; }
        public void SetEncoding(System.Text.Encoding encoding) { }
    }

    [Fact]
    public async Task Progress_WorkThatFails_PassesTheFailureOn()
    {
        await Assert.ThrowsAsync<StageException>(() => LiveProgress.RunAsync<int>(Terminal.Create(_output, true, _ => null), new ManualClock(), _ => throw new StageException("x", "y")));
    }

    [Fact]
    public void Artifacts_Saved_ReadBackAndLeaveNoOtherFile()
    {
        var store = new ArtifactStore(_folder, new Redaction());
        var outcome = SampleReport.Of().Stages[0];
        store.Save(outcome);
        store.Save(outcome with { Summary = "again" });
        var read = store.Load("BuildImage")!;
        Assert.Equal(("again", StageResult.Changed, outcome.Duration), (read.Summary, read.Result, read.Duration));
        Assert.Equal(outcome.Facts, read.Facts);
        Assert.Equal(["BuildImage.json"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{\"stage\":\"Buil")]
    [InlineData("")]
    [InlineData("null")]
    public void Artifacts_HalfWrittenOrStrange_ReadAsNone(string content)
    {
        File.WriteAllText(Path.Combine(_folder, "BuildImage.json"), content);
        Assert.Null(new ArtifactStore(_folder, new Redaction()).Load("BuildImage"));
        Assert.Null(new ArtifactStore(_folder, new Redaction()).Load("Nothing"));
    }

    [Fact]
    public void Artifacts_NameOutsideOfTheFolder_IsRefused() => Assert.Throws<ArgumentException>(() => new ArtifactStore(_folder, new Redaction()).WriteText("../x", "y"));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(12.4, "12 s")]
    [InlineData(59.6, "59 s")]
    [InlineData(185, "3 m 05 s")]
    [InlineData(7800, "2 h 10 m")]
    [InlineData(356_400, "4 d 3 h")]
    public void Duration_AsText_IsShort(double seconds, string text) => Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
