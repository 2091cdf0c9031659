using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Quorum.Models.Kernel;

namespace Quorum.LocalCloud.Host;

/// <summary>Chances (0 to 1) of each kind of trouble per AWS call, drawn from a seed so that a run can be repeated.</summary>
/// <param name="Throttle">Refused before any effect: ThrottlingException, 400.</param>
/// <param name="ServerError">Refused before any effect: 500 or 503.</param>
/// <param name="LostAnswer">The effect happens, the answer does not arrive: 500 afterwards.</param>
/// <param name="StaleRead">A describe, list or get call is answered as it was answered last time.</param>
public sealed record FaultRates(double Throttle, double ServerError, double LostAnswer, double StaleRead)
{
    public static readonly FaultRates None = new(0, 0, 0, 0);

    public bool Any => Throttle > 0 || ServerError > 0 || LostAnswer > 0 || StaleRead > 0;
}

/// <summary>Seeded faults around every AWS call; off until <c>POST /_quorum/faults</c> turns them on.</summary>
public sealed class FaultPlan
{
    private const int MaxRemembered = 4096;
    private const int ServiceUnavailable = 503, InternalError = 500;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, object> _lastAnswers = new();
    private FaultRates _rates = FaultRates.None;
    private SeededRandom _random = new(1);
    private readonly SortedDictionary<string, int> _injected = new(StringComparer.Ordinal);

    public FaultRates Rates { get { lock (_gate) return _rates; } }

    public void Set(FaultRates rates, ulong seed)
    {
        lock (_gate)
        {
            _rates = rates;
            _random = new SeededRandom(seed);
            _injected.Clear();
            _lastAnswers.Clear();
        }
    }

    /// <summary>How many of each kind were injected since <see cref="Set"/>.</summary>
    public JsonObject Injected()
    {
        lock (_gate) return new JsonObject(_injected.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value)));
    }

    internal async Task<T> AroundAsync<T>(string service, string operation, byte[] body, Func<Task<T>> call) where T : notnull
    {
        var read = operation.StartsWith("Describe", StringComparison.Ordinal) || operation.StartsWith("List", StringComparison.Ordinal) || operation.StartsWith("Get", StringComparison.Ordinal);
        if (!Rates.Any) return await call().ConfigureAwait(false);
        bool lost, stale;
        lock (_gate)
        {
            if (Draw("throttle", _rates.Throttle)) throw new AwsException("ThrottlingException", "Rate exceeded");
            if (Draw("serverError", _rates.ServerError))
            {
                throw _random.Chance(0.5)
                    ? new AwsException("ServerException", "An injected server error.", InternalError)
                    : new AwsException("ServiceUnavailableException", "The service is unavailable (injected).", ServiceUnavailable);
            }
            lost = Draw("lostAnswer", _rates.LostAnswer);
            stale = read && !lost && _random.Chance(_rates.StaleRead);
        }
        var key = read ? $"{service}.{operation}:{Convert.ToHexString(SHA256.HashData(body))}" : "";
        if (stale && _lastAnswers.TryGetValue(key, out var old))
        {
            lock (_gate) Count("staleRead");
            return (T)old;
        }
        var answer = await call().ConfigureAwait(false);
        if (read && _lastAnswers.Count < MaxRemembered) _lastAnswers[key] = answer;
        if (lost) throw new AwsException("ServerException", "The answer was lost after the effect (injected).", InternalError);
        return answer;
    }

    private bool Draw(string kind, double rate)
    {
        if (!_random.Chance(rate)) return false;
        Count(kind);
        return true;
    }

    private void Count(string kind) => _injected[kind] = _injected.GetValueOrDefault(kind) + 1;
}
