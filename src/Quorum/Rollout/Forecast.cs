using System.Globalization;
using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>How long sets took, from their choice to their recovery: those that hold data, and all others.</summary>
/// <param name="Data">Sets measured.</param>
/// <param name="DataTime">All of them together.</param>
public readonly record struct RollPace(int Data, TimeSpan DataTime, int Others, TimeSpan OtherTime)
{
    public bool IsKnown => Data + Others > 0;

    public RollPace With(bool holdsData, TimeSpan took) => holdsData ? this with { Data = Data + 1, DataTime = DataTime + took } : this with { Others = Others + 1, OtherTime = OtherTime + took };

    /// <summary>Mean of a set; null when none of its kind was measured.</summary>
    public TimeSpan? Mean(bool holdsData) => holdsData ? (Data > 0 ? DataTime / Data : null) : Others > 0 ? OtherTime / Others : null;
}

public enum ForecastSource { Assumed, LastRoll, ThisRoll }

/// <param name="Left">Until the roll's end, if nothing stands in the way.</param>
public sealed record RollForecast(TimeSpan Left, int DataSets, TimeSpan PerDataSet, int OtherSets, TimeSpan PerOtherSet, TimeSpan Soak, ForecastSource Source)
{
    public override string ToString()
    {
        var parts = new List<string>(3);
        if (DataSets > 0) parts.Add($"{Words.Count(DataSets, "set")} with data × {Words.Span(PerDataSet)}");
        if (OtherSets > 0) parts.Add($"{Words.Count(OtherSets, "set")} without × {Words.Span(PerOtherSet)}");
        if (Soak > TimeSpan.Zero) parts.Add($"soak {Words.Span(Soak)}");
        var source = Source switch { ForecastSource.ThisRoll => "measured in this roll", ForecastSource.LastRoll => "as the last roll took", _ => "assumed, nothing is measured yet" };
        return string.Create(CultureInfo.InvariantCulture, $"{Short}: {string.Join(" + ", parts)} ({source})");
    }

    public string Short => Left < TimeSpan.FromMinutes(2) ? $"about {Math.Max(10, Math.Ceiling(Left.TotalSeconds / 10) * 10):0} s" : $"about {Math.Ceiling(Left.TotalMinutes):0} min";
}

/// <summary>The remaining time of a roll, from what its own sets took so far. Pure.</summary>
public static class Forecast
{
    /// <summary>A set with data and one without, where neither this roll nor the last one has measured any: a start of a minute and some recovery.</summary>
    public static readonly TimeSpan AssumedWithData = TimeSpan.FromMinutes(3), AssumedWithout = TimeSpan.FromMinutes(1);

    /// <param name="steps">What is still to be done, without the set that is down now.</param>
    /// <returns>Null when nothing is left to be restarted.</returns>
    public static RollForecast? Of(IReadOnlyList<PlannedStep> steps, Observation observation, Goal goal, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentNullException.ThrowIfNull(policy);
        var record = observation.Record;
        var (data, others) = (0, 0);
        foreach (var step in steps)
        {
            if (step.What == "create") continue;
            if (step.HoldsData) data++; else others++;
        }
        var (perData, dataFrom) = Pace(record, true);
        var (perOther, otherFrom) = Pace(record, false);
        var left = data * perData + others * perOther;
        var underWay = !record.OpenSet.IsEmpty && observation.Memory.OpenedAt > DateTimeOffset.MinValue;
        if (underWay && !AwaitsItsTurn(record.OpenSet, steps, goal))
        {
            var holds = record.OpenSet.Overlaps(goal.Data);
            var rest = (holds ? perData : perOther) - (observation.At - observation.Memory.OpenedAt);
            if (rest > TimeSpan.Zero) left += rest;
        }
        else if (data + others == 0)
        {
            return null;
        }
        var soak = Soak(observation, policy, steps);
        // A canary that holds data soaks while its copies recover.
        return new RollForecast(left + soak, data, perData, others, perOther, soak, data > 0 || others == 0 ? dataFrom : otherFrom);
    }

    private static bool AwaitsItsTurn(SlotSet open, IReadOnlyList<PlannedStep> steps, Goal goal)
    {
        foreach (var step in steps) if (step.Slots.Contains(goal.Slots[open.First].Name)) return true;
        return false;
    }

    private static TimeSpan Soak(Observation observation, Policy policy, IReadOnlyList<PlannedStep> steps)
    {
        if (!policy.Canary || observation.Record.Direction == RollDirection.Back) return TimeSpan.Zero;
        if (observation.Record.SetsDone == 0)
        {
            var (perData, _) = Pace(observation.Record, true);
            return steps.Count > 0 && steps[0].What == "canary" && policy.CanarySoak > perData ? policy.CanarySoak - perData : TimeSpan.Zero;
        }
        var until = OpenSet.SoaksUntil(observation, policy);
        return until > observation.At ? until.Value - observation.At : TimeSpan.Zero;
    }

    private static (TimeSpan Time, ForecastSource Source) Pace(RollRecord record, bool holdsData) =>
        record.Pace.Mean(holdsData) is { } own ? (own, ForecastSource.ThisRoll)
        : record.LastPace.Mean(holdsData) is { } last ? (last, ForecastSource.LastRoll)
        : (holdsData ? AssumedWithData : AssumedWithout, ForecastSource.Assumed);
}
