using System.Net.Http;
using Billing.Data;
using Microsoft.EntityFrameworkCore;

namespace Billing.Services;

public class InvoiceService
{
    private static readonly Dictionary<int, decimal> Rates = new();
    private readonly BillingContext _context;

    public InvoiceService(BillingContext context)
    {
        _context = context;
    }

    public async Task<List<decimal>> Totals(List<int> ids)
    {
        var totals = new List<decimal>();
        foreach (var id in ids)
        {
            var invoice = await _context.Invoices.FirstOrDefaultAsync(i => i.Id == id);
            totals.Add(invoice!.Total * Rate(invoice.CustomerId));
        }
        return totals;
    }

    public decimal Rate(int customer)
    {
        if (!Rates.TryGetValue(customer, out var rate))
        {
            using var http = new HttpClient();
            rate = decimal.Parse(http.GetStringAsync($"http://rates.internal/{customer}").Result);
            Rates[customer] = rate;
        }
        return rate;
    }

    public async Task<List<Invoice>> Overdue()
    {
        var all = await _context.Invoices.ToListAsync();
        return all.Where(i => i.Total > 1000).ToList();
    }

    public async Task Archive(int id)
    {
        var invoice = await _context.Invoices.FindAsync(id);
        File.WriteAllText($"/archive/{id}.txt", invoice!.Total.ToString());
    }
}
