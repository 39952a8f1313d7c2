using Seaworthy.Testing.Database;

[assembly: AssemblyFixture(typeof(TestCluster))]
