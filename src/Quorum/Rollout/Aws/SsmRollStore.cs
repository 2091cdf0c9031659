using System.Diagnostics;
using System.Text.Json;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Secrets;

namespace Quorum.Rollout.Aws;

/// <summary>
/// Lock, roll record and bootstrapped flag as SSM parameters below the cluster's path. SSM creates a parameter atomically but cannot
/// compare and set; so a lock is only ever taken by creating it, an expired one is deleted first, and the driver proves its lock before each
/// stop, by which of two that took over at once at most one goes on.
/// </summary>
public sealed class SsmRollStore(IAmazonSimpleSystemsManagement ssm, string path) : IRollStore
{
    private string LockName => $"{path}/roll/lock";

    private string RecordName => $"{path}/roll/record";

    public async ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation)
    {
        if (await CreateLockAsync(owner, now, cancellation).ConfigureAwait(false)) return new LockAnswer(true, owner.Name, now);
        var held = await ReadLockAsync(cancellation).ConfigureAwait(false);
        if (held is not null && held.Token == owner.Token) return new LockAnswer(true, owner.Name, held.Heartbeat);
        if (held is not null && now - held.Heartbeat <= expiry && !IsDeadHere(held)) return new LockAnswer(false, held.Name, held.Heartbeat);
        await DeleteAsync(LockName, cancellation).ConfigureAwait(false);
        if (await CreateLockAsync(owner, now, cancellation).ConfigureAwait(false)) return new LockAnswer(true, owner.Name, now);
        held = await ReadLockAsync(cancellation).ConfigureAwait(false);
        return new LockAnswer(false, held?.Name ?? "somebody else", held?.Heartbeat ?? now);
    }

    public async ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var held = await ReadLockAsync(cancellation).ConfigureAwait(false);
        if (held?.Token != owner.Token) return new LockAnswer(false, held?.Name ?? "somebody who removed it", held?.Heartbeat ?? now);
        await PutAsync(LockName, LockValue(owner, now), overwrite: true, cancellation).ConfigureAwait(false);
        return new LockAnswer(true, owner.Name, now);
    }

    public async ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation)
    {
        var held = await ReadLockAsync(cancellation).ConfigureAwait(false);
        if (held?.Token == owner.Token) await DeleteAsync(LockName, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation) =>
        await ReadAsync(RecordName, cancellation).ConfigureAwait(false) is { } text ? RollRecordText.Read(goal, text) : null;

    public async ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation)
    {
        var text = RollRecordText.Write(goal, record);
        if (text.Length > RollRecordText.MaxLength) throw new RefusedPortException($"the roll record of {goal.Slots.Length} slots takes {text.Length} characters, a parameter holds {RollRecordText.MaxLength}");
        await PutAsync(RecordName, text, overwrite: true, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation) =>
        await ReadAsync(TaskSecrets.BootstrappedParameter(path), cancellation).ConfigureAwait(false) is { } value && value != TaskSecrets.NotBootstrapped ? value : null;

    public async ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation) =>
        await PutAsync(TaskSecrets.BootstrappedParameter(path), clusterUuid, overwrite: true, cancellation).ConfigureAwait(false);

    /// <summary>Makes the flag's parameter if it is missing: ECS starts no task whose secret does not exist.</summary>
    public async Task EnsureBootstrappedExistsAsync(CancellationToken cancellation)
    {
        if (await ReadAsync(TaskSecrets.BootstrappedParameter(path), cancellation).ConfigureAwait(false) is null)
        {
            await PutAsync(TaskSecrets.BootstrappedParameter(path), TaskSecrets.NotBootstrapped, overwrite: false, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Which generation of certificates the slots shall have; null when the cluster has no security.</summary>
    public async Task<TlsState?> ReadTlsAsync(CancellationToken cancellation) =>
        await ReadAsync(new SecretNames(path, "").TlsState, cancellation).ConfigureAwait(false) is { } text ? TlsState.Parse(text) : null;

    private static string LockValue(LockOwner owner, DateTimeOffset now) =>
        JsonSerializer.Serialize(new RollRecordText.LockText(owner.Name, owner.Token, now, Environment.MachineName, Environment.ProcessId), RollJson.Default.LockText);

    /// <summary>The holder was a process of this machine and is gone: no need to wait for its lock to expire.</summary>
    private static bool IsDeadHere(RollRecordText.LockText held)
    {
        if (held.Host != Environment.MachineName || held.Process == Environment.ProcessId) return false;
        try
        {
            using var process = Process.GetProcessById(held.Process);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private Task<bool> CreateLockAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation) => PutAsync(LockName, LockValue(owner, now), overwrite: false, cancellation);

    private async Task<RollRecordText.LockText?> ReadLockAsync(CancellationToken cancellation)
    {
        if (await ReadAsync(LockName, cancellation).ConfigureAwait(false) is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize(text, RollJson.Default.LockText);
        }
        catch (JsonException)
        {
            // Half a lock is nobody's.
            return null;
        }
    }

    private Task<string?> ReadAsync(string name, CancellationToken cancellation) => AwsFailures.Sorted($"ssm:GetParameter {name}", async () =>
    {
        try
        {
            var answer = await ssm.GetParameterAsync(new GetParameterRequest { Name = name }, cancellation).ConfigureAwait(false);
            return answer.Parameter?.Value;
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }, cancellation);

    private Task<bool> PutAsync(string name, string value, bool overwrite, CancellationToken cancellation) => AwsFailures.Sorted($"ssm:PutParameter {name}", async () =>
    {
        try
        {
            await ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = value, Type = ParameterType.String, Overwrite = overwrite }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ParameterAlreadyExistsException) when (!overwrite)
        {
            return false;
        }
    }, cancellation);

    private Task<bool> DeleteAsync(string name, CancellationToken cancellation) => AwsFailures.Sorted($"ssm:DeleteParameter {name}", () => ssm.DeleteIfPresentAsync(name, cancellation), cancellation);
}
