using System.Diagnostics;

namespace Quorum.Tests.Images;

/// <summary>Runs the real wrapper under bash, with a folder in place of /proc and of the image's home, and a stub in place of tini and Elasticsearch.</summary>
public sealed class EntrypointTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string?> environment;

    public EntrypointTests()
    {
        Directory.CreateDirectory(folder["home/config"]);
        Directory.CreateDirectory(folder["home/data"]);
        folder.Write("proc/self/mountinfo", $"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 8:2 / {folder["home/data"]} rw - ext4 /dev/b rw\n")
            .Write("proc/sys/vm/max_map_count", "1048576\n")
            .Write("proc/locks", "")
            .Write("tini", "#!/bin/bash\necho \"argv: $*\"\nenv -0 | tr '\\n\\0' '~\\n' | sort\n", executable: true);
        environment = new()
        {
            ["QUORUM_ES_HOME"] = folder["home"],
            ["QUORUM_PROC"] = folder["proc"],
            ["QUORUM_TINI"] = folder["tini"],
            ["QUORUM_OFFICIAL_ENTRYPOINT"] = "/official",
            ["QUORUM_SLOT"] = "es-a1",
            ["node.name"] = "es-a1",
            ["cluster.name"] = "q",
            ["network.host"] = "127.1.0.11",
        };
    }

    public void Dispose() => folder.Dispose();

    private sealed record Answer(int Code, IReadOnlyList<string> Output, string Errors)
    {
        public string? this[string name] => Output.FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
    }

    private async Task<Answer> Run(params string[] arguments)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("the wrapper needs bash on Linux");
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Repository.ImageFolder, "quorum-entrypoint.sh"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("QUORUM_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment.Where(pair => pair.Value is not null)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), await errors);
    }

    private async Task Refuses(int code, string says)
    {
        var answer = await Run("eswrapper");
        Assert.Contains(says, answer.Errors);
        Assert.Equal(code, answer.Code);
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task Start_EverythingInOrder_BecomesTheOfficialEntryPoint()
    {
        var answer = await Run("eswrapper");

        Assert.Equal("", answer.Code == 0 ? "" : answer.Errors);
        Assert.Equal("argv: -- /official eswrapper", Assert.Single(answer.Output, line => line.StartsWith("argv:", StringComparison.Ordinal)));
        Assert.Equal("es-a1", answer["node.name"]);
        Assert.Equal("127.1.0.11", answer["network.publish_host"]);
        Assert.Equal("es-a1\n", File.ReadAllText(folder["home/data/.quorum-slot"]));
    }

    [Fact]
    public async Task Start_AnotherCommand_RunsItWithoutChecks()
    {
        environment["node.name"] = null;

        var answer = await Run("bash", "-c", "true");

        Assert.Contains("argv: -- /official bash -c true", answer.Output);
    }

    [Fact]
    public Task Start_DataPathIsNotAMount_Refuses()
    {
        folder.Write("proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/a rw\n");
        return Refuses(65, "is not a mounted volume");
    }

    [Fact]
    public Task Start_VolumeOfAnotherSlot_Refuses()
    {
        folder.Write("home/data/.quorum-slot", "es-b1\n");
        return Refuses(65, "belongs to slot es-b1, not to es-a1");
    }

    [Theory]
    [InlineData("node.name")]
    [InlineData("cluster.name")]
    public Task Start_RequiredSettingMissing_NamesIt(string name)
    {
        environment[name] = null;
        return Refuses(64, name);
    }

    [Fact]
    public Task Start_InitialMasterNodesGivenDirectly_Refuses()
    {
        environment["cluster.initial_master_nodes"] = "es-a1";
        return Refuses(64, "QUORUM_INITIAL_MASTER_NODES");
    }

    [Fact]
    public Task Start_LockWaitIsNoNumber_Refuses()
    {
        environment["QUORUM_LOCK_WAIT"] = "soon";
        return Refuses(64, "QUORUM_LOCK_WAIT");
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    public async Task Bootstrap_EmptyDataAndNoFlag_PassesTheVoters(string flag)
    {
        environment["QUORUM_INITIAL_MASTER_NODES"] = "es-a1,es-b1,es-c1";
        environment["QUORUM_BOOTSTRAPPED"] = flag;
        Directory.CreateDirectory(folder["home/data/lost+found"]);
        folder.Write("home/data/node.lock", "");

        Assert.Equal("es-a1,es-b1,es-c1", (await Run("eswrapper"))["cluster.initial_master_nodes"]);
    }

    [Theory]
    [InlineData("uuid-of-the-cluster", false)]
    [InlineData("", true)]
    [InlineData("none", true)]
    [InlineData("uuid-of-the-cluster", true)]
    public async Task Bootstrap_FlagSetOrDataThere_PassesNothing(string flag, bool data)
    {
        environment["QUORUM_INITIAL_MASTER_NODES"] = "es-a1,es-b1,es-c1";
        environment["QUORUM_BOOTSTRAPPED"] = flag;
        if (data) Directory.CreateDirectory(folder["home/data/_state"]);

        var answer = await Run("eswrapper");

        Assert.Equal(0, answer.Code);
        Assert.Null(answer["cluster.initial_master_nodes"]);
    }

    [Fact]
    public async Task Bootstrap_HiddenFileInTheData_CountsAsData()
    {
        environment["QUORUM_INITIAL_MASTER_NODES"] = "es-a1";
        folder.Write("home/data/.something", "x");

        Assert.Null((await Run("eswrapper"))["cluster.initial_master_nodes"]);
    }

    [Fact]
    public Task MapCount_TooSmallOnARealAddress_RefusesAndNamesTheRemedy()
    {
        folder.Write("proc/sys/vm/max_map_count", "65530\n");
        environment["network.host"] = "10.0.0.4";
        return Refuses(78, "sysctl -w vm.max_map_count=1048576");
    }

    [Fact]
    public async Task MapCount_TooSmallOnLoopback_WarnsAsElasticsearchDoes()
    {
        folder.Write("proc/sys/vm/max_map_count", "65530\n");

        var answer = await Run("eswrapper");

        Assert.Equal(0, answer.Code);
        Assert.Contains("vm.max_map_count is 65530", answer.Errors);
    }

    [Fact]
    public async Task Lock_HeldByAnotherContainerPastTheLimit_Refuses()
    {
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("flock (util-linux) is not installed");
        environment["QUORUM_LOCK_WAIT"] = "1";
        using var holder = Hold("exec 9>>\"$1\"; flock 9; echo held; read -r _");

        await Refuses(75, "still in use after 1s");
    }

    [Fact]
    public async Task Lock_FreedWhileWaiting_Starts()
    {
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("flock (util-linux) is not installed");
        environment["QUORUM_LOCK_WAIT"] = "300";
        using var holder = Hold("exec 9>>\"$1\"; flock 9; echo held; read -r _");
        var run = Run("eswrapper");

        await holder.StandardInput.WriteLineAsync("let go");

        Assert.Equal(0, (await run).Code);
    }

    [Fact]
    public async Task Lock_TakenByTheWrapper_IsInheritedByWhatItBecomes()
    {
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("flock (util-linux) is not installed");
        folder.Write("tini", "#!/bin/bash\nflock --nonblock \"$QUORUM_ES_HOME/data/.quorum-lock\" true && echo free || echo held\n", executable: true);

        Assert.Equal(["held"], (await Run("eswrapper")).Output);
    }

    [Fact]
    public Task Lock_NodeLockInTheKernelsTable_Refuses()
    {
        environment["QUORUM_LOCK_WAIT"] = "0";
        folder.Write("home/data/node.lock", "");
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", folder["home/data/node.lock"]]) { RedirectStandardOutput = true })!;
        var inode = stat.StandardOutput.ReadToEnd().Trim();
        folder.Write("proc/locks", $"1: POSIX  ADVISORY  WRITE 77 08:02:{inode} 0 EOF\n");
        return Refuses(75, "another Elasticsearch runs on this volume");
    }

    [Fact]
    public async Task Tls_Given_FilesOnlyTheOwnerReadsAndNothingInTheEnvironment()
    {
        environment["QUORUM_TLS_CA"] = "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n";
        environment["QUORUM_TLS_CERT"] = "-----BEGIN CERTIFICATE-----\ncert\n-----END CERTIFICATE-----\n";
        environment["QUORUM_TLS_KEY"] = "-----BEGIN PRIVATE KEY-----\nkey\n-----END PRIVATE KEY-----\n";
        environment["ELASTIC_PASSWORD"] = "pass word'\"$";

        await Run("eswrapper");
        var answer = await Run("eswrapper");

        Assert.Equal(0, answer.Code);
        Assert.DoesNotContain(answer.Output, line => line.StartsWith("QUORUM_TLS", StringComparison.Ordinal) || line.StartsWith("ELASTIC_PASSWORD=", StringComparison.Ordinal));
        Assert.DoesNotContain("key", answer.Errors);
        Assert.Equal(environment["QUORUM_TLS_KEY"], File.ReadAllText(folder["home/config/quorum/node.key"]));
        Assert.Equal("pass word'\"$", File.ReadAllText(answer["ELASTIC_PASSWORD_FILE"]!));
        Assert.All(Directory.GetFiles(folder["home/config/quorum"]), file => Assert.Equal(UnixFileMode.UserRead, TempFolder.Mode(file)));
        Assert.Equal("true", answer["xpack.security.enabled"]);
        Assert.Equal("certificate", answer["xpack.security.transport.ssl.verification_mode"]);
        Assert.Equal(folder["home/config/quorum/ca.crt"], answer["xpack.security.http.ssl.certificate_authorities"]);
    }

    [Fact]
    public Task Tls_OnePartMissing_NamesIt()
    {
        environment["QUORUM_TLS_CA"] = environment["QUORUM_TLS_CERT"] = "-----BEGIN X-----";
        return Refuses(64, "QUORUM_TLS_KEY missing");
    }

    [Fact]
    public Task Tls_NotPem_RefusesWithoutShowingIt()
    {
        environment["QUORUM_TLS_CA"] = environment["QUORUM_TLS_CERT"] = environment["QUORUM_TLS_KEY"] = "c2VjcmV0";
        return Refuses(64, "QUORUM_TLS_CA is not PEM");
    }

    [Fact]
    public Task Tls_NoneOnARealAddress_Refuses()
    {
        environment["network.host"] = "10.0.0.4";
        return Refuses(64, "no TLS material");
    }

    [Fact]
    public async Task Tls_NoneButSecuritySwitchedOffByName_Starts()
    {
        environment["network.host"] = "10.0.0.4";
        environment["xpack.security.enabled"] = "false";

        Assert.Equal("10.0.0.4", (await Run("eswrapper"))["network.publish_host"]);
    }

    [Fact]
    public async Task PublishHost_AName_IsResolved()
    {
        environment["QUORUM_PUBLISH_HOST"] = "localhost";

        Assert.Contains((await Run("eswrapper"))["network.publish_host"], new[] { "127.0.0.1", "::1" });
    }

    [Fact]
    public Task PublishHost_NameThatDoesNotResolve_Refuses()
    {
        environment["QUORUM_PUBLISH_HOST"] = "no-such-slot.invalid";
        return Refuses(78, "does not resolve");
    }

    [Fact]
    public async Task PublishHost_AnyAddress_AsksTheInstance()
    {
        environment["network.host"] = "0.0.0.0";
        environment["xpack.security.enabled"] = "false";
        environment["PATH"] = folder["bin"] + ":" + Environment.GetEnvironmentVariable("PATH");
        folder.Write("bin/curl", "#!/bin/bash\ncase \"$*\" in *api/token*) printf tok ;; *tok*local-ipv4*) printf 10.9.8.7 ;; *) exit 22 ;; esac\n", executable: true);

        Assert.Equal("10.9.8.7", (await Run("eswrapper"))["network.publish_host"]);
    }

    [Fact]
    public async Task Shellcheck_TheWrapper_FindsNothing()
    {
        if (!File.Exists("/usr/bin/shellcheck")) Assert.Skip("shellcheck is not installed");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/shellcheck", [Path.Combine(Repository.ImageFolder, "quorum-entrypoint.sh")]) { RedirectStandardOutput = true })!;
        var findings = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", findings);
        Assert.Equal(0, process.ExitCode);
    }

    private HeldProcess Hold(string script)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script, "hold", folder["home/data/.quorum-lock"]]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return new(process);
    }

    private sealed record HeldProcess(Process Process) : IDisposable
    {
        public StreamWriter StandardInput => Process.StandardInput;

        public void Dispose()
        {
            if (!Process.HasExited) Process.Kill();
            Process.Dispose();
        }
    }
}
