using System.Text;
using System.Text.Json;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Tests.Host;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-journal-").FullName;

    private string File => Path.Combine(_folder, "state", "journal");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Journal_CutAtAnyByteOfItsChanges_IsWhatWasAnsweredUpToThere()
    {
        var answered = await FillAsync(12);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        for (var length = answered[0].Length; length <= whole.Length; length++)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..(int)length]);
            var expected = answered.Last(a => a.Length <= length).Content;
            using (var again = Open())
            {
                Assert.Equal(expected, again.Ledger.Text);
                again.Set("after", "the kill");
                await again.World.State.SavedAsync();
            }

            using var third = Open();
            Assert.Equal("the kill", third.Ledger.Entries["after"]);
            Assert.Equal(expected, third.Ledger.Text.Replace("after=the kill;", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Journal_OneByteChangedAnywhere_IsRefusedAndTheNextStartGoesOnBeforeIt()
    {
        var answered = await FillAsync(4);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 1;
            await System.IO.File.WriteAllBytesAsync(File, damaged);
            // without its line end the last line is one that was being written
            var torn = at == whole.Length - 1;
            if (!torn)
            {
                var e = Assert.Throws<HostStartException>(Open);
                Assert.Equal(ExitCodes.DamagedState, e.ExitCode);
                Assert.Contains("line", e.Message);
                Assert.Contains("run the command again", e.Message);
                var copy = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "state"), "journal.damaged-*"));
                Assert.Contains(Path.GetFileName(copy), e.Message);
                Assert.Equal(damaged, await System.IO.File.ReadAllBytesAsync(copy));
                System.IO.File.Delete(copy);
            }

            using var again = Open();
            Assert.Equal(at < answered[0].Length ? "" : answered.Last(a => a.Length <= at).Content, again.Ledger.Text);
        }
    }

    [Fact]
    public async Task Journal_LineLeftOut_IsRefused()
    {
        await FillAsync(4);
        var lines = await System.IO.File.ReadAllLinesAsync(File);
        await System.IO.File.WriteAllTextAsync(File, string.Join('\n', lines.Where((_, i) => i != 2)) + "\n");
        Assert.Contains("line 3", Assert.Throws<HostStartException>(Open).Message);
    }

    [Fact]
    public async Task Changes_OfManyEntries_CostWhatChangedAndNotWhatThereIs()
    {
        using var opened = Open();
        for (var i = 0; i < 5000; i++) opened.Set($"entry{i}", "some text of an entry");
        await opened.World.State.SavedAsync();
        var before = new FileInfo(File).Length;
        opened.Set("entry7", "another");
        await opened.World.State.SavedAsync();
        Assert.InRange(new FileInfo(File).Length - before, 1, 100);
    }

    [Fact]
    public async Task Changes_BeyondTheSnapshot_BecomeANewOne()
    {
        const int rounds = 4000;
        var text = new string('x', 1000);
        using (var opened = Open())
        {
            for (var i = 0; i < rounds; i++)
            {
                opened.Set($"entry{i % 10}", text + i);
                opened.Set("gone", i % 2 == 0 ? text : null);
                await opened.World.State.SavedAsync();
            }
        }

        Assert.InRange(new FileInfo(File).Length, 10 * text.Length, 2 << 20);
        using var again = Open();
        Assert.Equal(Enumerable.Range(rounds - 10, 10).Select(i => $"entry{i % 10}={text}{i};"), again.Ledger.Entries.OrderBy(e => e.Value, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value};"));
    }

    [Fact]
    public async Task Writers_ManyAtOnce_EachIsOnDiskWhenAnswered()
    {
        const int writers = 16, writes = 100;
        using (var opened = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < writes; i++)
                {
                    opened.Set($"{writer}", $"{i}");
                    await opened.World.State.SavedAsync();
                    // what a kill at this moment would leave
                    if (i % 20 != writer) continue;
                    Assert.Contains(OnDisk(), line => line.Contains($"\"{writer}\",\"{i}\"", StringComparison.Ordinal));
                }
            })));
        }

        using var again = Open();
        Assert.Equal(writers, again.Ledger.Entries.Count);
        Assert.All(again.Ledger.Entries.Values, value => Assert.Equal($"{writes - 1}", value));
    }

    [Fact]
    public async Task Writers_WaitingAtOnce_WaitForOneWrite()
    {
        using var opened = Open();
        opened.Set("first", "1");
        await opened.World.State.SavedAsync();
        var before = OnDisk().Length;
        Task[] waiting = [];
        opened.World.Do(() =>
        {
            for (var i = 0; i < 50; i++) opened.Ledger.Set(opened.World, $"entry{i}", "1");
            // none can begin before this lock is free
            waiting = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(() => opened.World.State.SavedAsync()))];
        });
        await Task.WhenAll(waiting);
        Assert.Equal(before + 1, OnDisk().Length);
    }

    [Fact]
    public async Task Part_NotReadable_IsLeftOutAndTheOthersStay()
    {
        await FillAsync(3);
        using (var other = Open("other"))
        {
            other.Set("a", "kept");
            await other.World.State.SavedAsync();
        }

        var e = Assert.Throws<HostStartException>(() => Open("ledger", unreadable: true));
        Assert.Equal(ExitCodes.DamagedState, e.ExitCode);
        Assert.Contains("'ledger'", e.Message);
        using (var ledger = Open()) Assert.Equal("", ledger.Ledger.Text);
        using var again = Open("other");
        Assert.Equal("a=kept;", again.Ledger.Text);
    }

    [Fact]
    public async Task Write_NotPossible_IsNotAnsweredAndComesWithTheNext()
    {
        using var opened = Open();
        // a file where the folder should be
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, "state"), "");
        opened.Set("a", "1");
        await Assert.ThrowsAnyAsync<IOException>(opened.World.State.SavedAsync);
        System.IO.File.Delete(Path.Combine(_folder, "state"));
        await opened.World.State.SavedAsync();
        using var again = Open();
        Assert.Equal("a=1;", again.Ledger.Text);
    }

    /// <summary>The snapshot and then one change each; what was answered with which length of the file.</summary>
    private async Task<List<(long Length, string Content)>> FillAsync(int changes)
    {
        using var opened = Open();
        var answered = new List<(long, string)>();
        for (var i = 0; i <= changes; i++)
        {
            opened.World.Do(() =>
            {
                opened.Ledger.Set(opened.World, $"entry{i % 3}", $"value \"{i}\" ü\n");
                if (i % 4 == 3) opened.Ledger.Set(opened.World, "entry1", null);
            });
            await opened.World.State.SavedAsync();
            answered.Add((new FileInfo(File).Length, opened.Ledger.Text));
        }

        return answered;
    }

    private string[] OnDisk()
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n');
    }

    private Opened Open() => Open("ledger");

    private Opened Open(string name, bool unreadable = false)
    {
        var world = new World(TestCloud.Options(_folder), new HostLog(null));
        var ledger = new Ledger(name, unreadable);
        world.State.Add(ledger);
        return new Opened(world, ledger);
    }

    private sealed record Opened(World World, Ledger Ledger) : IDisposable
    {
        public void Set(string key, string? value) => World.Do(() => Ledger.Set(World, key, value));

        public void Dispose() => World.Dispose();
    }

    private sealed class Ledger(string name, bool unreadable) : IEntryPart
    {
        public SortedDictionary<string, string> Entries { get; } = new(StringComparer.Ordinal);

        public string Text => string.Concat(Entries.Select(e => $"{e.Key}={e.Value};"));

        public string Name => name;

        public IEnumerable<string> Keys => Entries.Keys;

        public void Set(World world, string key, string? value)
        {
            if (value is null) Entries.Remove(key);
            else Entries[key] = value;
            world.State.Changed(Name, key);
        }

        public void Write(string key, Utf8JsonWriter writer) => writer.WriteStringValue(Entries.GetValueOrDefault(key));

        public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries)
        {
            if (unreadable) throw new FormatException("not of this kind");
            foreach (var (key, value) in entries) Entries.Add(key, value.GetString()!);
        }

        public void ReadFile(JsonElement json) => throw new NotSupportedException();
    }
}
