Console.WriteLine("sea");
