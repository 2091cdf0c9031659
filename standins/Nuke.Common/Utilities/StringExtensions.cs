namespace Nuke.Common.Utilities;

public static class StringExtensions
{
    public static string SingleQuote(this string str) => $"'{str}'";

    public static string DoubleQuote(this string str) => $"\"{str}\"";

    public static string JoinSpace(this IEnumerable<string> values) => string.Join(" ", values);

    public static string JoinComma(this IEnumerable<string> values) => string.Join(",", values);

    public static string JoinCommaSpace(this IEnumerable<string> values) => string.Join(", ", values);

    public static string JoinNewLine(this IEnumerable<string> values) => string.Join(Environment.NewLine, values);

    public static bool IsNullOrEmpty(this string str) => string.IsNullOrEmpty(str);

    public static bool IsNullOrWhiteSpace(this string str) => string.IsNullOrWhiteSpace(str);

    public static bool EqualsOrdinalIgnoreCase(this string str, string other) => string.Equals(str, other, StringComparison.OrdinalIgnoreCase);

    public static bool ContainsOrdinalIgnoreCase(this string str, string other) => str.Contains(other, StringComparison.OrdinalIgnoreCase);

    public static bool StartsWithOrdinalIgnoreCase(this string str, string other) => str.StartsWith(other, StringComparison.OrdinalIgnoreCase);

    public static bool EndsWithOrdinalIgnoreCase(this string str, string other) => str.EndsWith(other, StringComparison.OrdinalIgnoreCase);
}
