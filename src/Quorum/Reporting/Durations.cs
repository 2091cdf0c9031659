using System.Globalization;

namespace Quorum.Reporting;

/// <summary>Times as people read them, the same in every report.</summary>
public static class Durations
{
    /// <summary><c>0.4 s</c>, <c>12 s</c>, <c>3 m 05 s</c>, <c>2 h 10 m</c>, <c>4 d 3 h</c>.</summary>
    public static string Text(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { TotalSeconds: < 9.95 } => $"{time.TotalSeconds:0.0} s",
            { TotalSeconds: < 60 } => $"{Math.Floor(time.TotalSeconds):0} s",
            { TotalHours: < 1 } => $"{(int)time.TotalMinutes} m {time.Seconds:00} s",
            { TotalDays: < 1 } => $"{(int)time.TotalHours} h {time.Minutes:00} m",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>1 set</c>, <c>4 sets</c>.</summary>
    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
