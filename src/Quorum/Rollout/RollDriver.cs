using System.Collections.Immutable;
using Quorum.Pipeline;

namespace Quorum.Rollout;

/// <summary>What a driver works with; a rehearsal gives models and a virtual clock.</summary>
/// <param name="Chance">0 (included) to 1 (excluded): jitter and roll ids.</param>
public sealed record RollWorld(IEcsPort Ecs, IElasticsearchPort Elasticsearch, IRollStore Store, IClock Clock, Func<double> Chance, IRollEvents Events, LockOwner Owner)
{
    /// <summary>Told once what is going to be done, under the lock and before anything is; true when it did something of its own, so that all is read anew.</summary>
    public Func<RollPlan, CancellationToken, Task<bool>>? Planned { get; init; }

    /// <summary>For a goal that replaces instances.</summary>
    public IInstancePort? Instances { get; init; }
}

/// <summary>
/// Observe, decide, act, wait, until the goal holds or the roll ends otherwise. It keeps nothing that matters: whatever kills it, the next
/// run reads ECS, Elasticsearch and the roll record and goes on. Every action may be repeated; a failed call is cured by looking again.
/// One instance is for one run.
/// </summary>
public sealed class RollDriver(RollWorld world, Policy policy)
{
    private readonly RollActions _actions = new(world, policy);
    private Observation _last = null!;
    private Decision _said;
    private int _errorsInARow;
    private DateTimeOffset _heartbeat;
    private bool _told;

    public async ValueTask<RollResult> RunAsync(Goal goal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(goal);
        var begun = world.Clock.Now;
        try
        {
            await AcquireAsync(goal, cancellation).ConfigureAwait(false);
            _heartbeat = world.Clock.Now;
            await _actions.LoadAsync(goal, cancellation).ConfigureAwait(false);
            var end = await LoopAsync(cancellation).ConfigureAwait(false);
            return new RollResult(RollActions.EndOf(end), end, _last, _actions.Goal, policy, _actions.Created, _actions.Count, world.Clock.Now - begun);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new RollCancelledException(_last is null ? "cancelled before anything was done" : WhereItStands.Say(_last, _actions.Goal, policy));
        }
        finally
        {
            await _actions.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<Decision> LoopAsync(CancellationToken cancellation)
    {
        var reads = Reads.Both;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                _last = await _actions.ObserveAsync(reads, cancellation).ConfigureAwait(false);
                if (!_told && world.Planned is { } planned && _last.Ecs.Unread is null && await ToldAsync(planned, cancellation).ConfigureAwait(false))
                {
                    reads = Reads.Both;
                    continue;
                }
                var decision = Decider.Decide(_last, _actions.Goal, policy);
                if (await LostLockAsync(decision).ConfigureAwait(false) is { } lost) decision = lost;
                Say(decision);
                if (decision.IsEnd) return await EndAsync(decision).ConfigureAwait(false);
                reads = decision.Next;
                if (decision.Kind == DecisionKind.Wait)
                {
                    // A read that worked ends a row of errors; ECS that cannot be read is a row of its own.
                    _errorsInARow = 0;
                    await world.Clock.Delay(Poll(decision), cancellation).ConfigureAwait(false);
                    continue;
                }
                var stalled = _actions.Repeats(decision);
                if (_actions.Count >= policy.MaxActions) return await EndAsync(Decider.Halt(HaltReason.TooManyActions) with { Why = new Finding(HaltReason.TooManyActions, A: _actions.Count) }).ConfigureAwait(false);
                if (stalled && _last.At - _last.Memory.LastActionAt > policy.ShortBudget) return await EndAsync(Decider.Halt(HaltReason.NoEffect, decision.Slots.First, decision.Explain(_last, _actions.Goal, policy))).ConfigureAwait(false);
                if (stalled) await world.Clock.Delay(Grow(_last.At - _last.Memory.LastActionAt), cancellation).ConfigureAwait(false);
                await _actions.DoAsync(_last, decision).ConfigureAwait(false);
                _errorsInARow = 0;
            }
            catch (TransientPortException trouble)
            {
                world.Events.Troubled(world.Clock.Now, trouble.Message);
                if (++_errorsInARow > policy.MaxErrorsInARow) return await EndAsync(Refused(trouble.Message)).ConfigureAwait(false);
                reads = Reads.Both;
                await world.Clock.Delay(Grow(policy.Poll.Shortest * _errorsInARow / policy.Poll.Share), cancellation).ConfigureAwait(false);
            }
            catch (RefusedPortException refusal)
            {
                return await EndAsync(Refused(refusal.Message)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The lock's signs of life go on while somebody else gets ready.</summary>
    private async ValueTask<bool> ToldAsync(Func<RollPlan, CancellationToken, Task<bool>> planned, CancellationToken cancellation)
    {
        _told = true;
        var telling = planned(Planner.PlanRoll(_last, _actions.Goal, policy), cancellation);
        while (!telling.IsCompleted)
        {
            await Task.WhenAny(telling, world.Clock.Delay(policy.Lock.HeartbeatEvery, cancellation)).ConfigureAwait(false);
            if (!telling.IsCompleted) await world.Store.HeartbeatAsync(world.Owner, _heartbeat = world.Clock.Now, cancellation).ConfigureAwait(false);
        }
        return await telling.ConfigureAwait(false);
    }

    private static Decision Refused(string text) => Decider.Halt(HaltReason.Refused, text: text);

    private void Say(in Decision decision)
    {
        if (decision.Key != _actions.Memory.Waiting) _actions.WaitsFor(decision.Key, _last.At);
        if (decision.SaysSameAs(_said)) return;
        _said = decision;
        world.Events.Decided(_last, _actions.Goal, policy, decision);
    }

    /// <summary>Takes back what is left of ours, as far as that can be done, and notes the end.</summary>
    private async ValueTask<Decision> EndAsync(Decision end)
    {
        const int CleaningTries = 10;
        // Whoever took the lock cleans up with everything else.
        var tries = end.Kind == DecisionKind.Superseded && end.Why.Reason == HaltReason.LockLost ? 0 : CleaningTries;
        for (; tries > 0 && _last is { Record.RollId.Length: > 0 }; tries--)
        {
            try
            {
                var observed = await _actions.ObserveAsync(Reads.Both, CancellationToken.None).ConfigureAwait(false);
                if (Decider.CleanUp(observed, _actions.Goal, policy) is not { } cleaning) break;
                await _actions.DoAsync(observed, cleaning).ConfigureAwait(false);
            }
            catch (TransientPortException trouble)
            {
                world.Events.Troubled(world.Clock.Now, trouble.Message);
                await world.Clock.Delay(policy.Poll.Shortest, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RefusedPortException refusal)
            {
                world.Events.Troubled(world.Clock.Now, refusal.Message);
                break;
            }
        }
        if (_last is not null) _last = await _actions.NoteEndAsync(_last, end, policy).ConfigureAwait(false);
        return end;
    }

    /// <summary>Before anything that cannot be undone the lock is proven, else whenever a sign of life is due.</summary>
    private async ValueTask<Decision?> LostLockAsync(Decision decision)
    {
        var now = world.Clock.Now;
        var grave = decision.Kind is DecisionKind.Stop or DecisionKind.Replace or DecisionKind.HandOver or DecisionKind.TurnBack;
        if (!grave && now - _heartbeat < policy.Lock.HeartbeatEvery) return null;
        var answer = await world.Store.HeartbeatAsync(world.Owner, now, CancellationToken.None).ConfigureAwait(false);
        _heartbeat = now;
        return answer.Held ? null : new Decision(DecisionKind.Superseded, SlotSet.Empty, Why: new Finding(HaltReason.LockLost, Text: answer.Holder));
    }

    private async ValueTask AcquireAsync(Goal goal, CancellationToken cancellation)
    {
        DateTimeOffset? seen = null;
        while (true)
        {
            try
            {
                var now = world.Clock.Now;
                var answer = await world.Store.AcquireAsync(world.Owner, now, policy.Lock.Expiry, cancellation).ConfigureAwait(false);
                if (answer.Held) return;
                // A holder that gives a sign of life while we watch is alive; one that gives none is waited out.
                if (seen is { } before && answer.Heartbeat > before) throw new RollLockedException(goal.ClusterName, answer, now - answer.Heartbeat);
                seen ??= answer.Heartbeat;
                _errorsInARow = 0;
            }
            catch (TransientPortException trouble)
            {
                world.Events.Troubled(world.Clock.Now, trouble.Message);
                if (++_errorsInARow > policy.MaxErrorsInARow) throw new StageException($"the roll's lock cannot be taken: {trouble.Message}", "check the rights (ssm:*Parameter) and run again", trouble);
            }
            catch (RefusedPortException refusal)
            {
                throw new StageException($"the roll's lock cannot be taken: {refusal.Message}", "check the rights (ssm:*Parameter) and run again", refusal);
            }
            await world.Clock.Delay(policy.Lock.HeartbeatEvery / 4, cancellation).ConfigureAwait(false);
        }
    }

    private TimeSpan Poll(in Decision decision)
    {
        if (decision.Until is not { } until) return Grow(_last.At - _actions.Memory.WaitingSince);
        var left = until - _last.At;
        return left <= TimeSpan.Zero ? policy.Poll.Shortest : left < policy.Poll.Watching ? left : policy.Poll.Watching;
    }

    private TimeSpan Grow(TimeSpan waited)
    {
        var poll = policy.Poll;
        var delay = waited * poll.Share;
        if (delay < poll.Shortest) delay = poll.Shortest;
        if (delay > poll.Longest) delay = poll.Longest;
        return delay * (1 + poll.Jitter * (2 * world.Chance() - 1));
    }
}
