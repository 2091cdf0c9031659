using System.Globalization;
using Serilog.Events;

namespace Nuke.Common.Logging;

/// <summary>Property values as the console shows them: strings at the top without quotes, structures as <c>{A=1, B="x"}</c>.</summary>
internal static class ValueText
{
    public static string Render(LogEventPropertyValue value, string format) => value switch
    {
        ScalarValue { Value: string text } => text,
        ScalarValue { Value: null } => "null",
        ScalarValue { Value: IFormattable formattable } => formattable.ToString(format, CultureInfo.InvariantCulture),
        ScalarValue scalar => scalar.Value.ToString(),
        _ => Nested(value),
    };

    private static string Nested(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => $"\"{text}\"",
        StructureValue structure => "{" + string.Join(", ", structure.Properties.Select(x => $"{x.Name}={Nested(x.Value)}")) + "}",
        SequenceValue sequence => "[" + string.Join(", ", sequence.Elements.Select(Nested)) + "]",
        DictionaryValue dictionary =>
            "{" + string.Join(", ", dictionary.Elements.Select(x => $"[{Nested(x.Key)}]={Nested(x.Value)}")) + "}",
        _ => Render(value, null),
    };
}
