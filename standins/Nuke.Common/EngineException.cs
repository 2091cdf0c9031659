namespace Nuke.Common;

/// <summary>The engine itself refuses; the message is for people, without stack.</summary>
internal sealed class EngineException(string message) : Exception(message);
