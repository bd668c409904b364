using Ashlar.TestKit;

[assembly: AssemblyFixture(typeof(TestServer))]
