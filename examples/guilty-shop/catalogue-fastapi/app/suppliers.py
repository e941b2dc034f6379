import requests

SUPPLIERS = "http://suppliers.internal"


def stock_of(product_id):
    answer = requests.get(f"{SUPPLIERS}/stock/{product_id}")
    return answer.json()["stock"]


def with_stock(product):
    return {"id": product.id, "name": product.name, "stock": stock_of(product.id)}
