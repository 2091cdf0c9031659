using System.Diagnostics;
using Quorum.Infra;
using Quorum.Infra.Components;

namespace Infra.Tests.UserDataScript;

/// <summary>Runs the start-up script under bash, below a folder of its own, with stubs that play the instance and write down every call.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SlotScriptTests : IDisposable
{
    private const string Volume = "vol-0abc", Instance = "i-0self";
    private readonly string root = Directory.CreateTempSubdirectory("quorum-slot-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Run_FreshVolume_MakesAFileSystemMountsAndStartsTheAgentLast()
    {
        Play(holder: "available", fileSystem: "");
        var (code, output) = Run();
        Assert.True(code == 0, output);
        var calls = Calls();
        string[] order =
        [
            "systemctl daemon-reload", "sysctl -q -w vm.max_map_count=1048576 vm.swappiness=1", "swapoff -a", "aws ec2 attach-volume", "blkid -p", "mkfs.xfs -L quorum",
            "mount -t xfs -o noatime,nodev,nosuid", "chown 1000:0", "chmod 2770", "aws route53 change-resource-record-sets", "systemctl enable quorum-slot.service", "systemctl start --no-block",
        ];
        var positions = order.Select(call => calls.FindIndex(line => line.StartsWith(call, StringComparison.Ordinal))).ToArray();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
        Assert.StartsWith("systemctl start --no-block", calls[^1], StringComparison.Ordinal);
        Assert.Contains("ecs.service", calls[^1], StringComparison.Ordinal);
        var config = File.ReadAllLines(Path.Combine(root, "etc/ecs/ecs.config"));
        Assert.Contains("ECS_CLUSTER=quorum-test", config);
        Assert.Contains("ECS_INSTANCE_ATTRIBUTES={\"quorum.slot\":\"es-a1\"}", config);
        Assert.Contains("ECS_CONTAINER_STOP_TIMEOUT=5m", config);
        Assert.Contains("ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true", config);
        Assert.Contains(calls, call => call.Contains("es-a1.quorum-test.internal", StringComparison.Ordinal) && call.Contains("10.0.0.7", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_ExistingVolume_NeverFormats()
    {
        Play(holder: "available", fileSystem: "xfs");
        var (code, output) = Run();
        Assert.True(code == 0, output);
        Assert.DoesNotContain(Calls(), call => call.StartsWith("mkfs", StringComparison.Ordinal));
        Assert.Contains(Calls(), call => call.StartsWith("mount -t xfs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exit 4", "ended with 4")]
    [InlineData("echo ext4", "holds ext4")]
    [InlineData("exit 0", "no file system")]
    public void Run_VolumeItDoesNotUnderstand_NeitherFormatsNorStartsTheAgent(string blkid, string reason)
    {
        Play(holder: "available", fileSystem: "xfs");
        Stub("blkid", blkid);
        AssertAgentStaysDown(reason);
    }

    [Fact]
    public void Run_VolumeHeldByTheInstanceBefore_WaitsUntilItLetsGo()
    {
        Play(holder: "in-use i-0old", fileSystem: "xfs");
        // The third look finds it free.
        Stub("aws", AwsStub("$(n=$(cat \"$STATE/looks\" 2>/dev/null || echo 0); echo $((n + 1)) >\"$STATE/looks\"; if ((n < 2)); then echo 'in-use i-0old'; else echo 'available None'; fi)"));
        var (code, output) = Run();
        Assert.True(code == 0, output);
        Assert.Single(Calls(), call => call.StartsWith("aws ec2 attach-volume", StringComparison.Ordinal));
        Assert.Equal("3", File.ReadAllText(Path.Combine(root, "state/looks")).Trim());
    }

    [Fact]
    public void Run_VolumeNeverFree_LeavesTheAgentDown()
    {
        Play(holder: "in-use i-0old", fileSystem: "xfs");
        AssertAgentStaysDown("gave up waiting for volume vol-0abc");
        Assert.DoesNotContain(Calls(), call => call.StartsWith("aws ec2 attach-volume", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_VolumeMissing_LeavesTheAgentDown()
    {
        Play(holder: "available", fileSystem: "xfs");
        Stub("aws", "echo ''");
        AssertAgentStaysDown("gave up waiting for the data volume");
    }

    [Fact]
    public void Run_TwoVolumesWithTheSameTag_TouchesNeither()
    {
        Play(holder: "available", fileSystem: "");
        Stub("aws", "if [[ $* == *'Volumes[].VolumeId'* ]]; then printf 'vol-1\\tvol-2\\n'; fi");
        AssertAgentStaysDown("2 volumes carry this slot's tag: vol-1 vol-2");
    }

    [Fact]
    public void Run_DeviceNeverAppears_LeavesTheAgentDown()
    {
        Play(holder: "available", fileSystem: "xfs");
        File.Delete(Device());
        AssertAgentStaysDown("gave up waiting for the device of vol-0abc");
    }

    [Fact]
    public void Run_AtReboot_AttachesAndFormatsNothingAndLeavesSystemdToStartTheAgent()
    {
        Play(holder: "available", fileSystem: "");
        var (first, output) = Run();
        Assert.True(first == 0, output);
        var config = File.ReadAllText(Path.Combine(root, "etc/ecs/ecs.config"));
        File.Delete(CallsFile);
        // What the first boot left behind: the volume is this instance's and has a file system.
        Play(holder: $"in-use {Instance}", fileSystem: "xfs");
        var (code, again) = Start("bash", Path.Combine(root, "usr/local/sbin/quorum-slot"), "prepare");
        Assert.True(code == 0, again);
        Assert.DoesNotContain(Calls(), call => call.StartsWith("mkfs", StringComparison.Ordinal) || call.StartsWith("aws ec2 attach-volume", StringComparison.Ordinal) || call.StartsWith("systemctl", StringComparison.Ordinal));
        Assert.Equal(config, File.ReadAllText(Path.Combine(root, "etc/ecs/ecs.config")));
        Assert.Contains("Requires=quorum-slot.service", File.ReadAllText(Path.Combine(root, "etc/systemd/system/ecs.service.d/quorum.conf")), StringComparison.Ordinal);
        Assert.Contains("Before=ecs.service", File.ReadAllText(Path.Combine(root, "etc/systemd/system/quorum-slot.service")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MountedAlready_DoesNotMountTwice()
    {
        Play(holder: $"in-use {Instance}", fileSystem: "xfs");
        Stub("mountpoint", "exit 0");
        var (code, output) = Run();
        Assert.True(code == 0, output);
        Assert.DoesNotContain(Calls(), call => call.StartsWith("mount ", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_ReportsOfTheSlot_SayHowFullTheVolumeAndHowOldTheSnapshotIs()
    {
        Play(holder: "available", fileSystem: "xfs");
        var (code, output) = Run();
        Assert.True(code == 0, output);
        Stub("df", "printf 'Use%%\\n 42%%\\n'");
        Stub("date", "case \"$*\" in *-d*) echo 3600 ;; *) echo 14400 ;; esac");
        Stub("aws", "case \"$*\" in *head-object*) echo 2026-01-01T00:00:00Z ;; esac");
        File.Delete(CallsFile);
        var (reported, errors) = Start("bash", Path.Combine(root, "usr/local/sbin/quorum-disk"));
        Assert.True(reported == 0, errors);
        Assert.Contains("aws cloudwatch put-metric-data --region eu-west-1 --namespace Quorum --metric-name DiskUsedPercent --value 42 --unit Percent --dimensions Cluster=quorum-test,Slot=es-a1", Calls());
        Assert.Contains("aws cloudwatch put-metric-data --region eu-west-1 --namespace Quorum --metric-name SnapshotAgeHours --value 3 --unit None --dimensions Cluster=quorum-test", Calls());
    }

    [Fact]
    public void Script_EverySlot_FitsInUserData()
    {
        var longest = Configs.Small with { ClusterName = "abcdefghij-abcdefghij-ab", SlotsPerZone = 30 };
        foreach (var slot in longest.Slots) Assert.InRange(UserData.Script(longest, slot, "Z0123456789ABCDEFGHIJ").Length, 1, UserData.MaxBytes);
    }

    [Fact]
    public void Script_ValueThatCouldEndItsQuotes_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => UserData.Script(Configs.Small, Configs.Small.Slots[0], "Z1'; reboot; '"));

    [Fact]
    public void Script_Shellcheck_FindsNothing()
    {
        Assert.SkipUnless(OnPath("shellcheck"), "shellcheck is not installed");
        var (code, output) = Start("shellcheck", "--severity=style", WriteScript());
        Assert.True(code == 0, output);
    }

    private string CallsFile => Path.Combine(root, "calls");

    private string Device() => Path.Combine(root, "dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc");

    private void AssertAgentStaysDown(string reason)
    {
        var (code, output) = Run();
        Assert.NotEqual(0, code);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Contains("the ECS agent stays down", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Calls(), call => call.StartsWith("systemctl start", StringComparison.Ordinal) || call.StartsWith("mkfs", StringComparison.Ordinal));
        Assert.Contains("Requires=quorum-slot.service", File.ReadAllText(Path.Combine(root, "etc/systemd/system/ecs.service.d/quorum.conf")), StringComparison.Ordinal);
    }

    private void Play(string holder, string fileSystem)
    {
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        Directory.CreateDirectory(Path.Combine(root, "state"));
        Directory.CreateDirectory(Path.GetDirectoryName(Device())!);
        File.WriteAllText(Device(), "");
        foreach (var quiet in new[] { "sysctl", "swapoff", "systemctl", "mkfs.xfs", "mount", "xfs_growfs", "chown", "chmod", "dnf", "sleep" }) Stub(quiet, "exit 0");
        Stub("mountpoint", "exit 1");
        Stub("blkid", fileSystem.Length == 0 ? "exit 2" : $"echo {fileSystem}");
        Stub("curl", "case \"$*\" in *api/token*) echo token ;; *instance-id*) echo i-0self ;; *local-ipv4*) echo 10.0.0.7 ;; *) exit 22 ;; esac");
        Stub("aws", AwsStub(holder.Contains(' ', StringComparison.Ordinal) ? holder : $"{holder} None"));
    }

    private static string AwsStub(string holder) =>
        $"case \"$*\" in *'Volumes[].VolumeId'*) echo {Volume} ;; *'Volumes[0].'*) echo \"{holder}\" ;; *) echo ok ;; esac";

    // chmod and install are needed for real as well, so the script's own copy stays executable.
    private void Stub(string name, string body)
    {
        var file = Path.Combine(root, "bin", name);
        File.WriteAllText(file, $"#!/bin/bash\nSTATE={root}/state\necho \"{name} $*\" >>{CallsFile}\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private List<string> Calls() => File.Exists(CallsFile) ? [.. File.ReadAllLines(CallsFile)] : [];

    private string WriteScript()
    {
        var file = Path.Combine(root, "user-data.sh");
        File.WriteAllText(file, UserData.Script(Configs.Small, Configs.Small.Slots[0], "Z0123456789"));
        return file;
    }

    private (int Code, string Output) Run() => Start("bash", WriteScript());

    private (int Code, string Output) Start(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{root}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["QUORUM_ROOT"] = root;
        start.Environment["QUORUM_TRIES"] = "3";
        start.Environment["QUORUM_PAUSE"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
