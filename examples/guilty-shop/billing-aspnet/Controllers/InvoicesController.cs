using Billing.Data;
using Billing.Services;
using Microsoft.AspNetCore.Mvc;

namespace Billing.Controllers;

[ApiController]
[Route("api/[controller]")]
public class InvoicesController : ControllerBase
{
    private readonly InvoiceService _invoices;

    public InvoicesController(InvoiceService invoices)
    {
        _invoices = invoices;
    }

    [HttpGet("totals")]
    public async Task<List<decimal>> Totals([FromQuery] List<int> ids)
    {
        return await _invoices.Totals(ids);
    }

    [HttpGet("overdue")]
    public async Task<List<Invoice>> Overdue()
    {
        return await _invoices.Overdue();
    }

    [HttpPost("{id}/archive")]
    public async Task<IActionResult> Archive(int id)
    {
        await _invoices.Archive(id);
        return NoContent();
    }
}
