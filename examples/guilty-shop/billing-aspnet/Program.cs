using Billing.Data;
using Billing.Services;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<BillingContext>(options =>
    options.UseNpgsql(builder.Configuration.GetConnectionString("Billing")));
builder.Services.AddScoped<InvoiceService>();
builder.Services.AddControllers();

var app = builder.Build();
app.MapControllers();
app.Run();
