using System.Data;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Seaworthy.Server.Platform.Database;

/// <summary>An id of one table: a UUID version 7 with a type of its own, so that ids of two tables never mix.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

public static class Ids
{
    /// <summary>A new id, minted before anything outside is called with it; ids sort by the time of their making.</summary>
    public static T New<T>()
        where T : struct, IId<T> => T.From(Guid.CreateVersion7());
}

/// <summary>Teaches Dapper our ids, UTC timestamps and snake_case columns. Called once, before the first query.</summary>
public static class DapperTypes
{
    private static int registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 1)
            return;
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcHandler());
        SqlMapper.AddTypeHandler(new JsonMapHandler());
        SqlMapper.AddTypeHandler(new TextArrayHandler());
        var register = typeof(DapperTypes).GetMethod(nameof(RegisterId), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
        foreach (var id in typeof(DapperTypes).Assembly.GetTypes().Where(IsId))
            register.MakeGenericMethod(id).Invoke(null, null);
    }

    private static bool IsId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static void RegisterId<T>()
        where T : struct, IId<T> => SqlMapper.AddTypeHandler(new IdHandler<T>());

    private sealed class IdHandler<T> : SqlMapper.TypeHandler<T>
        where T : struct, IId<T>
    {
        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.Value;

        public override T Parse(object value) => T.From((Guid)value);
    }

    /// <summary>Npgsql gives timestamptz as a UTC DateTime; our code speaks DateTimeOffset.</summary>
    private sealed class UtcHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));
    }

    /// <summary>A jsonb object of texts: labels, build arguments.</summary>
    private sealed class JsonMapHandler : SqlMapper.TypeHandler<IReadOnlyDictionary<string, string>>
    {
        public override void SetValue(IDbDataParameter parameter, IReadOnlyDictionary<string, string>? value)
        {
            parameter.Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value);
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Jsonb;
        }

        public override IReadOnlyDictionary<string, string> Parse(object value) => JsonSerializer.Deserialize<Dictionary<string, string>>((string)value)!;
    }

    /// <summary>A <c>text[]</c>: the arguments of a command.</summary>
    private sealed class TextArrayHandler : SqlMapper.TypeHandler<IReadOnlyList<string>>
    {
        public override void SetValue(IDbDataParameter parameter, IReadOnlyList<string>? value)
        {
            parameter.Value = value is null ? DBNull.Value : value.ToArray();
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text;
        }

        public override IReadOnlyList<string> Parse(object value) => (string[])value;
    }
}
