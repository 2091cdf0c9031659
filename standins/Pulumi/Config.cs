using System.Globalization;
using System.Text.Json;

namespace Pulumi;

public sealed class Config
{
    private readonly string name;
    private readonly Dictionary<string, string> values;

    public Config(string? name = null)
    {
        this.name = name ?? Deployment.Instance.ProjectName;
        values = Environment.GetEnvironmentVariable("PULUMI_CONFIG") is { Length: > 0 } json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)!
            : [];
    }

    public string? Get(string key) => values.GetValueOrDefault($"{name}:{key}");

    public bool? GetBoolean(string key) =>
        Get(key) is { } text ? bool.TryParse(text, out var value) ? value : throw Ill(key, text, "bool") : null;

    public int? GetInt32(string key) =>
        Get(key) is { } text ? int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : throw Ill(key, text, "int") : null;

    public double? GetDouble(string key) =>
        Get(key) is { } text ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Ill(key, text, "double") : null;

    public T? GetObject<T>(string key, JsonSerializerOptions? options = null)
    {
        if (Get(key) is not { } text) return default;
        try
        {
            return JsonSerializer.Deserialize<T>(text, options);
        }
        catch (JsonException)
        {
            throw Ill(key, text, typeof(T).Name);
        }
    }

    public Output<string>? GetSecret(string key) => Get(key) is { } text ? Output.CreateSecret(text) : null;

    public string Require(string key) => Get(key) ?? throw Missing(key);

    public bool RequireBoolean(string key) => GetBoolean(key) ?? throw Missing(key);

    public int RequireInt32(string key) => GetInt32(key) ?? throw Missing(key);

    public Output<string> RequireSecret(string key) => GetSecret(key) ?? throw Missing(key);

    private RunException Missing(string key) => new(
        $"Missing required configuration variable '{name}:{key}'\n\tplease set a value using the command `pulumi config set {name}:{key} <value>`");

    private RunException Ill(string key, string value, string type) => new($"Configuration '{name}:{key}' value '{value}' is not a valid {type}");
}
