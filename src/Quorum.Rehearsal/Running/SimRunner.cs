using Quorum.Models.Kernel;
using Quorum.Pipeline;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>
/// One process of the pipeline: its clock, its calls and its death. Each call passes <see cref="CallAsync"/>, where the faults of calls strike; a killed
/// runner's calls never return, so that nothing of it runs any more, its clean-up neither.
/// </summary>
internal sealed class SimRunner : IClock
{
    private readonly SimWorld _world;
    private readonly SeededRandom _random;
    private readonly CancellationTokenSource _cancel = new();
    private TaskCompletionSource? _sleeping;
    private TimeSpan _stalledUntil;

    public SimRunner(SimWorld world, int number)
    {
        (_world, Number) = (world, number);
        _random = world.Random.Fork($"runner {number}");
        Owner = new LockOwner($"runner {number}", $"token-{number}");
    }

    public int Number { get; }

    public LockOwner Owner { get; }

    public bool Dead { get; private set; }

    public int Calls { get; private set; }

    /// <summary>Calls that changed something.</summary>
    public int Writes { get; private set; }

    /// <summary>Its clock against everybody else's.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>It dies at this call (counted from 1), after the call's effect if <see cref="KillAfterEffect"/>.</summary>
    public int KillAtCall { get; set; } = int.MaxValue;

    public bool KillAfterEffect { get; set; }

    public Action? Killed { get; set; }

    public CancellationToken Cancellation => _cancel.Token;

    public DateTimeOffset Now => _world.Now + Skew;

    public double Chance() => _random.NextDouble();

    public Task Delay(TimeSpan time, CancellationToken cancellation)
    {
        if (Dead) return Never();
        if (cancellation.IsCancellationRequested) return Task.FromCanceled(cancellation);
        var due = _world.Queue.Now + time;
        if (due < _stalledUntil) due = _stalledUntil;
        var waiting = new TaskCompletionSource();
        _sleeping = cancellation.CanBeCanceled ? waiting : null;
        Wake(waiting, due);
        return waiting.Task;
    }

    public void Kill()
    {
        if (Dead) return;
        Dead = true;
        _world.Trace?.Line($"{Owner.Name} killed");
        Killed?.Invoke();
    }

    /// <summary>Ctrl+C.</summary>
    public void Cancel()
    {
        if (Dead || _cancel.IsCancellationRequested) return;
        _world.Trace?.Line($"{Owner.Name} cancelled");
        _cancel.Cancel();
        _sleeping?.TrySetCanceled(_cancel.Token);
    }

    /// <summary>The process does not run until then (a suspended laptop, a busy machine).</summary>
    public void Stall(TimeSpan length) => _stalledUntil = _world.Queue.Now + length;

    public ValueTask<T> CallAsync<T>(CallKind kind, string what, Func<T> effect)
    {
        Calls++;
        if (kind.HasFlag(CallKind.Write)) Writes++;
        if (Dead) return new ValueTask<T>(NeverOf<T>());
        if (Calls >= KillAtCall)
        {
            if (KillAfterEffect) effect();
            Kill();
            return new ValueTask<T>(NeverOf<T>());
        }
        if (_stalledUntil > _world.Queue.Now) return SlowAsync(kind, what, effect, _stalledUntil - _world.Queue.Now, TimeSpan.Zero);
        var trouble = _world.Trouble;
        if (!trouble.CallsSuffer) return new ValueTask<T>(Carry(what, effect));
        return trouble.Latency(_random) is { } latency ? SlowAsync(kind, what, effect, latency * 0.5, latency * 0.5) : new ValueTask<T>(Suffer(kind, what, effect));
    }

    private async ValueTask<T> SlowAsync<T>(CallKind kind, string what, Func<T> effect, TimeSpan before, TimeSpan after)
    {
        await Delay(before, CancellationToken.None).ConfigureAwait(false);
        var answer = Suffer(kind, what, effect);
        if (after > TimeSpan.Zero) await Delay(after, CancellationToken.None).ConfigureAwait(false);
        return answer;
    }

    private T Suffer<T>(CallKind kind, string what, Func<T> effect)
    {
        var trouble = _world.Trouble;
        if ((kind & CallKind.Aws) != 0)
        {
            if (trouble.Strikes(FaultKind.CredentialsExpired, certain: true)) throw new RefusedPortException($"{what}: ExpiredTokenException");
            if (trouble.Strikes(FaultKind.ThrottledCalls)) throw new TransientPortException($"{what}: ThrottlingException");
        }
        if (trouble.Strikes(FaultKind.ServerErrors)) throw new TransientPortException($"{what}: 503");
        var answer = Carry(what, effect);
        if ((kind & CallKind.Write) != 0 && trouble.Strikes(FaultKind.LostAnswers)) throw new TransientPortException($"{what}: the answer was lost");
        return answer;
    }

    private T Carry<T>(string what, Func<T> effect)
    {
        if (what.Length > 0) _world.Trace?.Line($"{Owner.Name}: {what}");
        return effect();
    }

    private void Wake(TaskCompletionSource waiting, TimeSpan due) => _world.Queue.After(due - _world.Queue.Now, () =>
    {
        if (Dead) return;
        if (_stalledUntil > _world.Queue.Now) Wake(waiting, _stalledUntil); else waiting.TrySetResult();
    });

    // A task of its own each time: waiting for ever on a shared one would keep the waiter alive for ever.
    private static Task Never() => new TaskCompletionSource().Task;

    private static Task<T> NeverOf<T>() => new TaskCompletionSource<T>().Task;
}

[Flags]
internal enum CallKind
{
    Search = 0,
    Aws = 1,
    Write = 2,
    AwsWrite = Aws | Write,
}
