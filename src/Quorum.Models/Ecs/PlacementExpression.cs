using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Quorum.Models.Ecs;

/// <summary>
/// The cluster query language of <c>memberOf</c>: subjects (<c>attribute:NAME</c>, <c>ec2InstanceId</c>, <c>agentConnected</c>,
/// <c>runningTasksCount</c>, <c>task:group</c>), operators (== != &gt; &gt;= &lt; &lt;= =~ !~ in not_in exists !exists and their
/// word forms), <c>and or not</c> and parentheses.
/// </summary>
public sealed class PlacementExpression
{
    private static readonly ConcurrentDictionary<string, PlacementExpression> Cache = new(StringComparer.Ordinal);
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(100);
    private readonly Func<EcsInstance, bool> _matches;

    private PlacementExpression(Func<EcsInstance, bool> matches) => _matches = matches;

    public bool Matches(EcsInstance instance) => _matches(instance);

    /// <exception cref="EcsException">InvalidParameterException: the expression cannot be read.</exception>
    public static PlacementExpression Parse(string text) => Cache.GetOrAdd(text, static t =>
    {
        var parser = new Parser(t);
        return new PlacementExpression(parser.Whole());
    });

    private sealed class Parser
    {
        private readonly string _text;
        private readonly List<string> _tokens;
        private int _at;

        public Parser(string text)
        {
            _text = text;
            _tokens = [.. Regex.Matches(text, """\s*("(?:[^"\\]|\\.)*"|==|!=|=~|!~|>=|<=|&&|\|\||[()\[\],<>!]|[^\s()\[\],<>=!&|"]+)""").Select(m => m.Groups[1].Value)];
            if (string.Concat(_tokens).Length != string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Length && !text.Contains('"')) throw Bad();
        }

        public Func<EcsInstance, bool> Whole()
        {
            var result = Or();
            return _at == _tokens.Count ? result : throw Bad();
        }

        private Func<EcsInstance, bool> Or()
        {
            var left = And();
            while (Take("or") || Take("||"))
            {
                var (a, b) = (left, And());
                left = i => a(i) || b(i);
            }
            return left;
        }

        private Func<EcsInstance, bool> And()
        {
            var left = Not();
            while (Take("and") || Take("&&"))
            {
                var (a, b) = (left, Not());
                left = i => a(i) && b(i);
            }
            return left;
        }

        private Func<EcsInstance, bool> Not()
        {
            if (Take("not") || Take("!"))
            {
                var inner = Not();
                return i => !inner(i);
            }
            if (!Take("(")) return Comparison();
            var result = Or();
            return Take(")") ? result : throw Bad();
        }

        private Func<EcsInstance, bool> Comparison()
        {
            var subject = Subject(Next());
            var operation = Next();
            if (operation == "!" && Take("exists")) operation = "!exists";
            switch (operation)
            {
                case "exists": return i => subject(i) is { Length: > 0 };
                case "!exists" or "not_exists": return i => string.IsNullOrEmpty(subject(i));
                case "in" or "not_in" or "!in":
                {
                    var values = List();
                    return operation == "in" ? i => subject(i) is { } v && values.Contains(v) : i => subject(i) is not { } v || !values.Contains(v);
                }
            }
            var value = Value(Next());
            switch (operation)
            {
                case "==" or "equals": return i => string.Equals(subject(i), value, StringComparison.OrdinalIgnoreCase);
                case "!=" or "not_equals": return i => !string.Equals(subject(i), value, StringComparison.OrdinalIgnoreCase);
                case "=~" or "matches" or "!~" or "not_matches":
                {
                    Regex regex;
                    try
                    {
                        regex = new Regex($"^(?:{value})$", RegexOptions.CultureInvariant, RegexTimeout);
                    }
                    catch (ArgumentException)
                    {
                        throw Bad();
                    }
                    return operation is "=~" or "matches" ? i => subject(i) is { } v && regex.IsMatch(v) : i => subject(i) is not { } v || !regex.IsMatch(v);
                }
                case ">" or "greater_than": return i => Compare(subject(i), value) > 0;
                case ">=" or "greater_than_equal": return i => Compare(subject(i), value) >= 0;
                case "<" or "less_than": return i => Compare(subject(i), value) < 0;
                case "<=" or "less_than_equal": return i => Compare(subject(i), value) <= 0;
                default: throw Bad();
            }
        }

        /// <summary>Null (not comparable, so every comparison is false) for an instance without the attribute.</summary>
        private static int? Compare(string? left, string right) => left is null ? null
            : double.TryParse(left, out var a) && double.TryParse(right, out var b) ? a.CompareTo(b) : string.CompareOrdinal(left, right);

        private Func<EcsInstance, string?> Subject(string token)
        {
            const string attribute = "attribute:";
            if (token.StartsWith(attribute, StringComparison.Ordinal) && token.Length > attribute.Length)
            {
                var name = token[attribute.Length..];
                return i => i.Attributes.GetValueOrDefault(name);
            }
            return token switch
            {
                "ec2InstanceId" => i => i.Spec.Ec2InstanceId,
                "agentConnected" => i => i.AgentConnected ? "true" : "false",
                "runningTasksCount" => i => i.RunningTasks.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "task:group" => i => i.Tasks.FirstOrDefault(t => t.Live)?.Group,
                _ => throw Bad(),
            };
        }

        private HashSet<string> List()
        {
            if (!Take("[")) throw Bad();
            var values = new HashSet<string>(StringComparer.Ordinal);
            do values.Add(Value(Next()));
            while (Take(","));
            return Take("]") ? values : throw Bad();
        }

        private static string Value(string token) => token.Length >= 2 && token[0] == '"' ? token[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : token;

        private bool Take(string token)
        {
            if (_at >= _tokens.Count || _tokens[_at] != token) return false;
            _at++;
            return true;
        }

        private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw Bad();

        private EcsException Bad() => EcsException.Invalid($"Invalid expression: '{_text}'");
    }
}
